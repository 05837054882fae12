import Testing

@testable import Fledgling

struct ColumnEncoderTests {
  /// Whatever the columns and cells, features stay within what the sums can hold.
  @Test(arguments: [1, 4, 20, 300], [1, 2, 3] as [UInt64])
  func featuresStayWithinBounds(columns: Int, seed: UInt64) {
    let fitted = RandomEncoder(columns: columns, seed: seed, examples: columns > 100 ? 40 : 600)
    let encoder = fitted.encoder
    #expect(encoder.linearCount <= ColumnEncoder.linearLimit)
    #expect(encoder.denseCount <= ColumnEncoder.denseLimit)
    let bank = FeatureMap(encoder: encoder, classes: 2, seed: seed)
    var example = bank.makeExample()
    var random = SplitMix64(seed: seed + 50)
    for _ in 0..<20 {
      example.row.cells = fitted.cells(&random)
      bank.encode(&example)
      #expect(example.linear[0] == 1_023)
      #expect(example.linear.allSatisfy { abs($0) <= 2_047 })
      #expect(example.linear.dropFirst(encoder.linearCount).allSatisfy { $0 == 0 })
      #expect(example.dense.allSatisfy { $0.isFinite && abs($0) < 1_000 })
      #expect(example.fourier.allSatisfy { abs($0) <= 2_047 })
    }
  }

  /// The same cells give the same features, whatever was encoded before.
  @Test(arguments: [UInt64](1...4))
  func encodingLeavesNothingBehind(seed: UInt64) {
    let fitted = RandomEncoder(columns: 9, seed: seed)
    let bank = FeatureMap(encoder: fitted.encoder, classes: 2, seed: seed)
    var random = SplitMix64(seed: seed)
    let cells = fitted.cells(&random)
    var fresh = bank.makeExample()
    fresh.row.cells = cells
    bank.encode(&fresh)
    var used = bank.makeExample()
    for _ in 0..<10 {
      used.row.cells = fitted.cells(&random)
      bank.encode(&used)
    }
    used.row.cells = cells
    bank.encode(&used)
    #expect(used.linear == fresh.linear)
    #expect(used.dense == fresh.dense)
    #expect(used.fourier == fresh.fourier)
    #expect(used.slots == fresh.slots)
  }

  @Test(arguments: [UInt64](1...3))
  func survivesASnapshot(seed: UInt64) throws {
    let fitted = RandomEncoder(columns: 12, seed: seed)
    let bank = FeatureMap(encoder: fitted.encoder, classes: 5, seed: seed)
    let copy = try copied(bank)
    #expect(bytes(of: copy) == bytes(of: bank))
    var random = SplitMix64(seed: seed)
    var left = bank.makeExample()
    var right = copy.makeExample()
    for _ in 0..<10 {
      left.row.cells = fitted.cells(&random)
      right.row.cells = left.row.cells
      bank.encode(&left)
      copy.encode(&right)
      #expect(left.linear == right.linear)
      #expect(left.fourier == right.fourier)
      #expect(left.slots == right.slots)
    }
  }

  /// An encoder is a pure function of the sketches: the order in which they filled does not show.
  @Test func isAFunctionOfTheSketches() {
    let cells = SketchTests.cells(.number, 800, seed: 3)
    var random = SplitMix64(seed: 4)
    let codes = [cells, cells.shuffled(using: &random)].map { cells in
      var sketch = ColumnSketch(kind: .number)
      for cell in cells { sketch.add(cell) }
      return bytes(of: ColumnBinner(sketch))
    }
    #expect(codes[0] == codes[1])
  }
}
