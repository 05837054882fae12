import Testing

@testable import Fledgling

struct RetainedTests {
  @Test func memoryIsBounded() {
    for columns in [1, 4, 64, 65, 4_096, 20_000] {
      let retained = Retained(columns: columns)
      #expect(retained.capacity <= Retained.rowLimit)
      #expect(retained.capacity >= 1_024)
      #expect(retained.capacity * columns <= max(Retained.cellLimit, 1_024 * columns))
    }
  }

  /// Beyond the capacity the oldest are overwritten, and nothing grows any more.
  @Test func theLastAreKept() {
    let columns = 8_192
    var retained = Retained(columns: columns)
    #expect(retained.capacity == 1_024)
    var row = [UInt32](repeating: 0, count: columns)
    for index in 0..<1_500 {
      row[0] = UInt32(index)
      row[columns - 1] = UInt32(2 * index)
      retained.add(row, outcome: Float(index))
    }
    #expect(retained.count == 1_024)
    #expect(retained.cells.count == 1_024 * columns)
    #expect(Set(retained.outcomes) == Set((476..<1_500).map { Float($0) }))
    for place in 0..<1_024 {
      retained.copy(place, into: &row)
      #expect(Float(row[0]) == retained.outcomes[place])
      #expect(row[columns - 1] == 2 * row[0])
    }
  }

  @Test func survivesASnapshot() throws {
    var retained = Retained(columns: 3)
    for index in 0..<50 { retained.add([UInt32(index), 1, 2], outcome: Float(index)) }
    let copy = try copied(retained)
    #expect(bytes(of: copy) == bytes(of: retained))
  }
}
