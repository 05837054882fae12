import Testing

@testable import Fledgling

struct ReplayBufferTests {
  @Test func memoryIsBounded() {
    for columns in [1, 4, 64, 65, 4_096, 20_000] {
      let retained = ReplayBuffer(columns: columns, senses: 0)
      #expect(retained.capacity <= ReplayBuffer.rowLimit)
      #expect(retained.capacity >= 1_024)
      #expect(retained.capacity * columns <= max(ReplayBuffer.cellLimit, 1_024 * columns))
    }
  }

  /// Beyond the capacity the oldest are overwritten, and nothing grows any more.
  @Test func theLastAreKept() {
    let columns = 8_192
    var retained = ReplayBuffer(columns: columns, senses: 0)
    #expect(retained.capacity == 1_024)
    var row = StoredRow(cells: [UInt32](repeating: 0, count: columns))
    for index in 0..<1_500 {
      row[0] = UInt32(index)
      row[columns - 1] = UInt32(2 * index)
      retained.add(row.cells, outcome: Float(index))
    }
    #expect(retained.count == 1_024)
    #expect(retained.cells.count == 1_024 * columns)
    #expect(Set(retained.outcomes) == Set((476..<1_500).map { Double($0) }))
    for place in 0..<1_024 {
      retained.copy(place, into: &row)
      #expect(Double(row[0]) == retained.outcome(place))
      #expect(row[columns - 1] == 2 * row[0])
    }
  }

  /// Experiences that are told apart by every cell.
  private func retained(_ count: Int, columns: Int) -> ReplayBuffer {
    var retained = ReplayBuffer(columns: columns, senses: 0)
    for index in 0..<count {
      retained.add(row(index, columns: columns), outcome: Float(index))
    }
    return retained
  }

  /// Arrays are filled at once, as a loop over millions of cells takes minutes in a test.
  private func row(_ index: Int, columns: Int) -> [UInt32] {
    var row = [UInt32](repeating: UInt32(index * 4), count: columns)
    for column in 0..<min(4, columns) { row[column] += UInt32(column) }
    return row
  }

  private func check(_ newest: ReplayBuffer, _ expected: Range<Int>, columns: Int) {
    #expect(newest.count == expected.count)
    #expect(newest.columns == columns)
    // Compared apart, as to tell where millions of cells differ takes for ever.
    let isInOrder = newest.outcomes == expected.map { Double($0) }
    #expect(isInOrder, "oldest first")
    let cells = expected.flatMap { row($0, columns: columns) }
    let isWhole = newest.cells == cells
    #expect(isWhole, "each with its own cells")
  }

  /// Fewer than were kept, as many, and more, of which there are only those.
  @Test(arguments: [0, 1, 7, 49, 50, 51, 5_000])
  func newestComeOldestFirst(count: Int) {
    let retained = retained(50, columns: 3)
    check(retained.newest(count), max(0, 50 - count)..<50, columns: 3)
    #expect(retained.count == 50)
  }

  @Test func nothingIsNewestAtFirst() {
    let retained = ReplayBuffer(columns: 3, senses: 0)
    #expect(retained.newest(0).count == 0)
    #expect(retained.newest(10).count == 0)
    #expect(retained.newest(10).cells.isEmpty)
  }

  /// The ring has begun anew once, just now, several times.
  @Test(arguments: [1_024, 1_025, 1_400, 2_048, 2_049, 3_000])
  func newestAfterTheRingHasOverwritten(added: Int) {
    let columns = 8_192
    let retained = retained(added, columns: columns)
    #expect(retained.capacity == 1_024)
    for count in [1, 300, 1_023, 1_024, 1_025, 9_000] {
      check(retained.newest(count), added - min(count, 1_024)..<added, columns: columns)
    }
  }

  /// What was taken goes on as any other.
  @Test func newestGrowOn() {
    var newest = retained(50, columns: 2).newest(5)
    newest.add([50 * 4, 50 * 4 + 1], outcome: 50)
    check(newest, 45..<51, columns: 2)
  }

  @Test func survivesASnapshot() throws {
    var retained = ReplayBuffer(columns: 3, senses: 0)
    for index in 0..<50 { retained.add([UInt32(index), 1, 2], outcome: Float(index)) }
    let copy = try copied(retained)
    #expect(bytes(of: copy) == bytes(of: retained))
  }
}
