import Testing

@testable import Fledgling

struct RingTests {
  @Test func theNewestTakesThePlaceOfTheOldest() {
    var ring = Ring(capacity: 3)
    #expect((0..<8).map { _ in ring.advance() } == [0, 1, 2, 0, 1, 2, 0, 1])
    #expect(ring.isFull)
    #expect((0..<3).map { ring.place($0) } == [2, 0, 1])
    #expect(ring.next == 2)
  }

  @Test(arguments: [0, 1, 2, 7, 64])
  func partitions(count: Int) {
    let numbers = (0..<count).map { $0 / 2 * 2 }
    for wanted in -1...count + 1 {
      let place = numbers.partitioningIndex { $0 >= wanted }
      #expect(place == numbers.firstIndex { $0 >= wanted } ?? count)
    }
  }
}
