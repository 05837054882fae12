import Testing

@testable import Fledgling

/// Contents of rich fields stay with their experiences.
struct RetainedPerceptsTests {
  private static func key(_ number: Int) -> ExampleKey {
    ExampleKey(id: "\(number)", time: Double(number))
  }

  private static func row(_ number: Int, columns: Int = 1) -> StoredRow {
    var cells = [UInt32](repeating: 0, count: columns)
    cells[0] = UInt32(number)
    return StoredRow(
      cells: cells, payloads: [Payload("text \(number)"), Payload([Float(number), 1])])
  }

  private func retained(_ numbers: some Sequence<Int>, columns: Int = 1) -> ReplayBuffer {
    var retained = ReplayBuffer(columns: columns, senses: 2)
    for number in numbers {
      retained.add(
        Self.row(number, columns: columns), outcome: Double(number), key: Self.key(number))
    }
    return retained
  }

  private func check(_ retained: ReplayBuffer, _ expected: [Int], columns: Int = 1) {
    #expect(retained.count == expected.count)
    #expect(retained.payloads.count == 2 * expected.count)
    var row = Self.row(0, columns: columns)
    for (age, number) in expected.enumerated() where age < retained.count {
      retained.copy(age, into: &row)
      #expect(row == Self.row(number, columns: columns))
      #expect(retained.outcome(age) == Double(number))
      #expect(retained.key(age) == Self.key(number))
    }
  }

  /// Once they are too large, the first eighth goes.
  @Test func bytesAreBounded() {
    let large = Payload(bytes: [UInt8](repeating: 1, count: 1 << 20))
    var retained = ReplayBuffer(columns: 1, senses: 2)
    var row = StoredRow(cells: [0], payloads: [large, .missing])
    for number in 0..<300 {
      row[0] = UInt32(number)
      row.payloads[1] = Payload("text \(number)")
      retained.add(row, outcome: Double(number), key: Self.key(number))
      let bytes = retained.payloads.reduce(0) { $0 + $1.bytes.count }
      #expect(bytes <= ReplayBuffer.byteLimit)
      // With the texts, 63 fit; of these, 55 stay when one more comes.
      if number == 62 { #expect(retained.count == 63) }
      if number == 63 {
        #expect(retained.count == 56)
        #expect(retained.outcomes == (8...63).map { Double($0) })
      }
    }
    for age in 0..<retained.count {
      retained.copy(age, into: &row)
      #expect(row.payloads[1] == Payload("text \(row[0])"))
      #expect(Double(row[0]) == retained.outcome(age))
    }
    #expect(retained.outcome(retained.count - 1) == 299)
  }

  @Test func removed() {
    var retained = retained(0..<20)
    retained.remove([0, 3, 4, 18, 19])
    check(retained, [1, 2] + Array(5..<18))
    retained.remove([0])
    check(retained, [2] + Array(5..<18))
    retained.remove(Array(0..<retained.count))
    check(retained, [])
  }

  @Test func selected() {
    let retained = retained(0..<20)
    check(retained.selection([7, 2, 19]), [7, 2, 19])
    check(retained.newest(3), [17, 18, 19])
    check(self.retained([5, 1, 9]).sorted(), [1, 5, 9])
    var more = retained.newest(2)
    more.add(Self.row(20), outcome: 20, key: Self.key(20))
    check(more, [18, 19, 20])
  }

  @Test func united() {
    let united = retained([0, 3, 4, 9]).united(retained([1, 2, 7]))
    check(united, [0, 1, 2, 3, 4, 7, 9])
  }

  /// The ring has begun anew.
  @Test func overwritten() throws {
    let columns = 8_192
    var retained = retained(0..<1_100, columns: columns)
    #expect(retained.capacity == 1_024)
    check(retained, Array(76..<1_100), columns: columns)
    check(retained.newest(30), Array(1_070..<1_100), columns: columns)
    check(
      retained.united(self.retained([5_000], columns: columns)).newest(2), [1_099, 5_000],
      columns: columns)
    retained.remove([0, 1_023])
    check(retained, Array(77..<1_099), columns: columns)
  }

  @Test func surviveASnapshot() throws {
    let retained = retained(0..<50)
    let copy = try copied(retained)
    #expect(bytes(of: copy) == bytes(of: retained))
    check(copy, Array(0..<50))
  }
}
