import Testing

@testable import Fledgling

struct ShapeNeighboursTests {
  private func bytes(_ part: some SnapshotCodable) -> [UInt8] {
    var writer = SnapshotWriter()
    writer.write(part)
    return writer.bytes
  }

  private func read(_ bytes: [UInt8]) throws -> ShapeNeighbours {
    var reader = SnapshotReader(bytes)
    return try ShapeNeighbours(from: &reader)
  }

  private func shapes(_ count: Int, seed: UInt64) -> [Shape] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      Shape(features: (0..<Shape.size).map { _ in UInt8(random.next() % 115) })
    }
  }

  @Test func oneImageOfAClassIsEnough() {
    var neighbours = ShapeNeighbours()
    for (label, drawing) in Drawing.all.enumerated() {
      neighbours.learn(drawing.shape(), label: label, place: label)
    }
    for (label, drawing) in Drawing.all.enumerated() {
      var scores: [Float] = []
      neighbours.state(drawing.scaled(to: 70).turned().views(), into: &scores)
      #expect(scores.count == Drawing.all.count)
      #expect(scores.indices.max { scores[$0] < scores[$1] } == label)
    }
  }

  @Test func twoClassesAreStatedAsLogOdds() {
    var neighbours = ShapeNeighbours()
    var scores: [Float] = []
    neighbours.state(Drawing.all[0].views(), into: &scores)
    #expect(scores == [0])
    neighbours.learn(Drawing.all[0].shape(), label: 0, place: 0)
    neighbours.learn(Drawing.all[1].shape(), label: 1, place: 1)
    neighbours.state(Drawing.all[0].views(), into: &scores)
    #expect(scores.count == 1 && scores[0] < -1)
    neighbours.state(Drawing.all[1].views(), into: &scores)
    #expect(scores.count == 1 && scores[0] > 1)
  }

  @Test func theNewestOfEachClassStay() {
    var neighbours = ShapeNeighbours(capacity: 6)
    let shapes = shapes(12, seed: 1)
    for i in 0..<12 { neighbours.learn(shapes[i], label: i < 9 ? 0 : 1, place: i) }
    #expect(neighbours.places == [6, 7, 8, 9, 10, 11])
    neighbours.learn(shapes[0], label: 2, place: 12)
    #expect(neighbours.places == [7, 8, 10, 11, 12])
  }

  @Test(arguments: 0..<10) func orderDoesNotMatter(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let shapes = shapes(40, seed: 3)
    let labels = (0..<40).map { _ in Int(random.next() % 5) }
    func learned(_ order: [Int], capacity: Int) -> [UInt8] {
      var neighbours = ShapeNeighbours(capacity: capacity)
      neighbours.reserve(classes: 5)
      for i in order { neighbours.learn(shapes[i], label: labels[i], place: i) }
      neighbours.finalizeFit()
      return bytes(neighbours)
    }
    var order = Array(0..<40)
    for i in order.indices.reversed() where i > 0 {
      order.swapAt(i, Int(random.next() % UInt64(i + 1)))
    }
    for capacity in [1, 3, 7, 20, 64] {
      #expect(learned(order, capacity: capacity) == learned(Array(0..<40), capacity: capacity))
    }
  }

  @Test func forgettingUndoesLearningWhileNothingWasDropped() {
    let shapes = shapes(6, seed: 4)
    var neighbours = ShapeNeighbours()
    neighbours.reserve(classes: 3)
    for i in 0..<4 { neighbours.learn(shapes[i], label: i % 2, place: i) }
    let before = bytes(neighbours)
    neighbours.learn(shapes[4], label: 2, place: 4)
    neighbours.learn(shapes[5], label: 0, place: 5)
    let forgotten = (4...6).map { neighbours.forget(place: $0) }
    #expect(forgotten == [true, true, false])
    #expect(bytes(neighbours) == before)
  }

  @Test func snapshotsComeBack() throws {
    var neighbours = ShapeNeighbours(capacity: 9)
    for (i, shape) in shapes(5, seed: 7).enumerated() {
      neighbours.learn(shape, label: i, place: i * 2)
    }
    let written = bytes(neighbours)
    let back = try read(written)
    #expect(bytes(back) == written)
    let image = Drawing.all[0].views()
    #expect(back.nearest(image) == neighbours.nearest(image))
  }

  @Test func damageIsFound() {
    var neighbours = ShapeNeighbours(capacity: 9)
    for (i, shape) in shapes(2, seed: 8).enumerated() {
      neighbours.learn(shape, label: i, place: i)
    }
    let written = bytes(neighbours)
    for cut in stride(from: 0, to: written.count, by: 97) {
      #expect(throws: SnapshotError.self) { try read(Array(written[..<cut])) }
    }
    // Capacity, classes, number of places, first place, first label, features.
    for at in [0, 8, 16, 24, 48, 70, 200] {
      var damaged = written
      for i in at..<at + 8 { damaged[i] = 0xff }
      if let neighbours = try? read(damaged) {
        #expect(neighbours.places.count <= neighbours.capacity)
        _ = neighbours.nearest(Drawing.all[0].views())
      }
    }
    var pale = written
    pale[written.count - 1] = Shape.limit + 1
    #expect(throws: SnapshotError.self) { try read(pale) }
  }
}
