import Testing

@testable import Fledgling

struct RandomHiddenLayerTests {
  @Test func gradientsAgreeWithDifferences() {
    let features = RandomHiddenLayer(inputs: 7, count: 64, seed: 3)
    var random = SplitMix64(seed: 4)
    let readout = (0..<64).map { _ in random.normal() }
    let input = (0..<7).map { _ in random.normal() }
    func value(_ input: [Float]) -> Float {
      var units = [Int16](repeating: 0, count: 64)
      features.encode(input, into: &units)
      return zip(units, readout).reduce(0) { $0 + Float($1.0) * $1.1 }
    }
    var units = [Int16](repeating: 0, count: 64)
    features.encode(input, into: &units)
    var gradient = [Float](repeating: 0, count: 7)
    features.addGradient(units: units, readout: readout, to: &gradient)
    for j in 0..<7 {
      var above = input
      var below = input
      above[j] += 0.05
      below[j] -= 0.05
      let slope = (value(above) - value(below)) / 0.1
      #expect(abs(slope - gradient[j]) < 0.05 * 2_047)
    }
  }

  @Test func inputsThatTellNothingAreFoundOut() {
    let features = RandomHiddenLayer(inputs: 8, count: 256, seed: 1)
    var random = SplitMix64(seed: 2)
    var units = [Int16](repeating: 0, count: 256)
    // A readout of the units that lean on input 2: their values at a step there.
    var readout = [Float](repeating: 0, count: 256)
    for _ in 0..<200 {
      var input = (0..<8).map { _ in random.normal() }
      input[2] = 1
      features.encode(input, into: &units)
      for unit in 0..<256 { readout[unit] += Float(units[unit]) }
      input[2] = -1
      features.encode(input, into: &units)
      for unit in 0..<256 { readout[unit] -= Float(units[unit]) }
    }
    var relevance = GradientRelevance(inputs: 8)
    for _ in 0..<100 {
      let input = (0..<8).map { _ in random.normal() }
      features.encode(input, into: &units)
      relevance.add(features, units: units, readout: readout)
    }
    let values = relevance.values
    #expect(values[2] == 1)
    #expect(values.indices.allSatisfy { $0 == 2 || values[$0] < 0.5 })
    #expect(values.allSatisfy { $0 >= GradientRelevance.least })
    #expect(GradientRelevance(inputs: 3).values == [1, 1, 1])
  }

  @Test func irrelevantInputsHardlyMoveUnits() {
    let relevance: [Float] = [1, 1.0 / 16]
    let features = RandomHiddenLayer(inputs: 2, count: 128, relevance: relevance, seed: 5)
    func units(_ input: [Float]) -> [Int16] {
      var out = [Int16](repeating: 0, count: 128)
      features.encode(input, into: &out)
      return out
    }
    func moved(_ input: [Float]) -> Int {
      zip(units([0, 0]), units(input)).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    }
    #expect(moved([1, 0]) > 6 * moved([0, 1]))
    #expect(units([.nan, .infinity]) == units([0, 0]))
    #expect(units([1e30, 0]) == units([CfCReservoir.reach, 0]))
  }

  @Test func snapshotsRestoreTheUnits() throws {
    let features = RandomHiddenLayer(inputs: 3, count: 16, relevance: [1, 0.5, 0.25], seed: 5)
    var writer = SnapshotWriter()
    writer.write(features)
    var reader = SnapshotReader(writer.bytes)
    #expect(try reader.read(RandomHiddenLayer.self) == features)
    var random = SplitMix64(seed: 1)
    for _ in 0..<2_000 {
      var damaged = writer.bytes
      damaged[random.below(damaged.count)] = UInt8(random.below(256))
      var reader = SnapshotReader(damaged)
      _ = try? reader.read(RandomHiddenLayer.self)
    }
  }
}
