import Testing

@testable import Fledgling

struct NeighboursTests {
  private struct Point {
    var dense: [Float]
    var place: Int
  }

  /// The nearest of the last `capacity` points, closest first, those of the least place first among
  /// equals.
  private func search(_ x: [Float], _ points: [Point]) -> [Neighbours.Found] {
    let found = points.map { point in
      var distance: Float = 0
      for (a, b) in zip(point.dense, x) { distance += (a - b) * (a - b) }
      return Neighbours.Found(distance: distance, place: point.place)
    }
    return Array(
      found.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }.prefix(Neighbours.reach))
  }

  private func check(
    inputs: Int, capacity: Int, count: Int, seed: UInt64, _ draw: (inout SplitMix64) -> Float
  ) {
    var random = SplitMix64(seed: seed)
    var neighbours = Neighbours(inputs: inputs, capacity: capacity)
    var points: [Point] = []
    var scratch = [Float](repeating: 0, count: neighbours.capacity)
    var found: [Neighbours.Found] = []
    var wrong: [Int] = []
    for index in 0..<count {
      let dense = (0..<inputs).map { _ in draw(&random) }
      if index % 23 == 0 {
        neighbours.nearest(dense, scratch: &scratch, into: &found)
        let expected = search(dense, points)
        // Which of the equally far is found does not matter; how far they are does.
        if found.map(\.distance) != expected.map(\.distance) { wrong.append(index) }
        #expect(Set(found.map(\.place)).count == found.count)
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

  @Test func nothingIsNearAtFirst() {
    let neighbours = Neighbours(inputs: 2, capacity: 32)
    var scratch = [Float](repeating: 0, count: 32)
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
}
