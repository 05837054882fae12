import Testing

@testable import Fledgling

struct NeighboursTests {
  private struct Point {
    var dense: [Float]
    var place: Int
  }

  /// How finely coordinates are kept.
  private func unit(_ inputs: Int) -> Float { inputs < ColumnEncoder.denseLimit ? 2_048 : 512 }

  /// A coordinate as it is kept: to the nearest unit, within ± 8,191 of them.
  private func kept(_ value: Float, _ unit: Float) -> Int {
    Int(max(-8_191, min(8_191, (value * unit).rounded(.toNearestOrEven))))
  }

  /// The nearest of the last `capacity` points, closest first, those of the least place first among
  /// equals.
  private func search(_ x: [Float], _ points: [Point]) -> [Neighbours.Found] {
    let unit = unit(x.count)
    let x = x.map { kept($0, unit) }
    let found = points.map { point in
      let distance = zip(point.dense, x).reduce(0) { sum, pair in
        let t = kept(pair.0, unit) - pair.1
        return sum + t * t
      }
      return (distance: distance, place: point.place)
    }
    return found.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }
      .prefix(Neighbours.reach)
      .map { Neighbours.Found(distance: Float($0.distance) / (unit * unit), place: $0.place) }
  }

  private func check(
    inputs: Int, capacity: Int, count: Int, seed: UInt64, _ draw: (inout SplitMix64) -> Float
  ) {
    var random = SplitMix64(seed: seed)
    var neighbours = Neighbours(inputs: inputs, capacity: capacity)
    var points: [Point] = []
    var scratch = [Int32](repeating: 0, count: neighbours.capacity)
    var found: [Neighbours.Found] = []
    var wrong: [Int] = []
    for index in 0..<count {
      let dense = (0..<inputs).map { _ in draw(&random) }
      if index % 23 == 0 || index < 20 {
        neighbours.nearest(dense, scratch: &scratch, into: &found)
        let expected = search(dense, points)
        if found.map(\.distance) != expected.map(\.distance)
          || found.map(\.place) != expected.map(\.place)
        {
          wrong.append(index)
        }
      }
      let place = index % neighbours.capacity
      let outcome = Float(index)
      neighbours.add(dense, outcome: outcome)
      #expect(neighbours.outcomes[place] == outcome)
      if points.count == neighbours.capacity { points.removeFirst() }
      points.append(Point(dense: dense, place: place))
    }
    #expect(neighbours.count == min(count, neighbours.capacity))
    #expect(wrong.isEmpty, "numbers of examples after which others were found")
  }

  @Test(arguments: [(1, 32), (3, 100), (7, 256)], [1, 2, 3] as [UInt64])
  func areTheNearest(size: (inputs: Int, capacity: Int), seed: UInt64) {
    check(inputs: size.inputs, capacity: size.capacity, count: 500, seed: seed) { $0.normal() }
  }

  /// Categories: many points are equally far, and the few that are equal must still be found.
  @Test(arguments: [1, 2, 3], [1, 2, 3] as [UInt64])
  func areTheNearestAmongManyEquals(inputs: Int, seed: UInt64) {
    check(inputs: inputs, capacity: 512, count: 800, seed: seed) { random in
      let draw = random.below(200)
      return draw == 0 ? 2 : draw < 8 ? 1 : 0
    }
  }

  /// Coordinates beyond what is kept count as the largest that is.
  @Test(arguments: [1, 4, 7], [1, 2] as [UInt64])
  func coordinatesAreWithinReach(inputs: Int, seed: UInt64) {
    let extremes: [Float] = [4, -4, 1e9, -1e9, .infinity, -.infinity, 3.999, -3.9995, 0]
    check(inputs: inputs, capacity: 64, count: 150, seed: seed) { random in
      extremes[random.below(extremes.count)]
    }
  }

  /// The most inputs, which are shared by many columns: coarser, so that distances fit.
  @Test func areTheNearestAmongTheMostInputs() {
    check(inputs: ColumnEncoder.denseLimit, capacity: 128, count: 300, seed: 1) { $0.normal() }
    check(inputs: ColumnEncoder.denseLimit - 1, capacity: 128, count: 300, seed: 2) {
      $0.uniform(-0.5, 0.5)
    }
  }

  @Test func nothingIsNearAtFirst() {
    let neighbours = Neighbours(inputs: 2, capacity: 32)
    var scratch = [Int32](repeating: 0, count: 32)
    var found = [Neighbours.Found(distance: 1, place: 1)]
    neighbours.nearest([0, 0], scratch: &scratch, into: &found)
    #expect(found.isEmpty)
  }

  @Test func survivesASnapshot() throws {
    var random = SplitMix64(seed: 3)
    var neighbours = Neighbours(inputs: 3, capacity: 48)
    for index in 0..<70 { neighbours.add(random.floats(3, -1, 1), outcome: Float(index)) }
    var copy = try copied(neighbours)
    for index in 0..<20 {
      let dense = random.floats(3, -1, 1)
      neighbours.add(dense, outcome: Float(index))
      copy.add(dense, outcome: Float(index))
    }
    #expect(bytes(of: copy) == bytes(of: neighbours))
  }

  /// Sizes that cannot be are told, whatever they stand for.
  @Test(arguments: [0, 8, 16, -16, -8])
  func aDamagedSnapshotIsRefused(place: Int) throws {
    var neighbours = Neighbours(inputs: 3, capacity: 48)
    for index in 0..<5 { neighbours.add([0, 1, 2], outcome: Float(index)) }
    let intact = bytes(of: neighbours)
    // Inputs, capacity and the points' number come first, how many there are and the next place last.
    let place = place < 0 ? intact.count + place : place
    var damaged = intact
    for value in [0xff, 0x80, 0x7f] as [UInt8] {
      damaged[place] = value
      damaged[place + 1] = value
      #expect(throws: SnapshotError.self) {
        var reader = SnapshotReader(damaged)
        _ = try Neighbours(from: &reader)
      }
    }
  }
}
