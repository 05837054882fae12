import TestSupport
import Testing

@testable import FledglingTables

struct CSVTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ text: String) throws -> TableReader {
    try TableReader(path: scratch.write(text))
  }

  @Test(arguments: [
    "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4",
  ])
  func lineEnds(text: String) throws {
    let reader = try read(text)
    #expect(reader.columns == ["a", "b"])
    let rows = try reader.rows()
    #expect(rows.map(\.cells) == [["1", "2"], ["3", "4"]])
    #expect(rows.map(\.line) == [2, 3])
  }

  @Test func byteOrderMark() throws {
    let reader = try read("\u{feff}a,b\n1,2\n")
    #expect(reader.columns == ["a", "b"])
  }

  @Test func blankLines() throws {
    let rows = try read("\n\r\n a,b\n\n1,2\n  \n\r\n3,4\n\n").rows()
    #expect(rows.map(\.cells) == [["1", "2"], ["3", "4"]])
    #expect(rows.map(\.line) == [5, 8])
  }

  @Test func quotes() throws {
    let text =
      "a,b,c\n\"x,\"\"y\"\"\",\"line\none\",\"\"\n\"p\"q,r\"s,\"\"\"\"\r\n\"1\",\"2\",\"3\"\r\n"
    let rows = try read(text).rows()
    #expect(
      rows.map(\.cells) == [["x,\"y\"", "line\none", ""], ["pq", "r\"s", "\""], ["1", "2", "3"]])
    #expect(rows.map(\.line) == [2, 4, 5])
  }

  @Test func emptyCells() throws {
    #expect(
      try read("a,b,c\n,,\n1,,\n,,2").cells() == [["", "", ""], ["1", "", ""], ["", "", "2"]])
    #expect(try read("a,b\n1,").cells() == [["1", ""]])
  }

  @Test(arguments: [",", ";", "\t", "|"])
  func delimiters(delimiter: String) throws {
    let reader = try read(
      "a\(delimiter)\"b,;|,;|\"\(delimiter)c\(delimiter)d\n1\(delimiter)2\(delimiter)3\(delimiter)4\n"
    )
    // The commas inside the quotes do not count.
    #expect(reader.delimiter == delimiter.utf8.first)
    #expect(reader.columns == ["a", "b,;|,;|", "c", "d"])
    #expect(try reader.cells() == [["1", "2", "3", "4"]])
  }

  @Test func givenDelimiter() throws {
    let reader = try TableReader(
      path: scratch.write("a,b;c\n1,5;2\n"), delimiter: UInt8(ascii: ";"))
    #expect(reader.columns == ["a,b", "c"])
    #expect(try reader.cells() == [["1,5", "2"]])
  }

  @Test func oneColumn() throws {
    let reader = try read("text\nhello there\nNA\n")
    #expect(reader.columns == ["text"])
    #expect(try reader.cells() == [["hello there"], ["NA"]])
  }

  @Test func rowNumbersOfR() throws {
    let reader = try read("\"x\",\"row\"\n\"1\",2,3\n\"2\",4,5\n\"3\",6\n")
    #expect(reader.columns == ["row_", "x", "row"])
    let rows = try reader.rows()
    #expect(rows.prefix(2).map(\.cells) == [["1", "2", "3"], ["2", "4", "5"]])
    #expect(rows[2].fault?.problem == .ragged(expected: 3, found: 2))
  }

  @Test func unnamedColumns() throws {
    #expect(try read(",a,,column3\n0,1,2,3\n").columns == ["column1", "a", "column3_", "column3"])
  }

  @Test func headerOnly() throws {
    let reader = try read("a,b")
    #expect(reader.columns == ["a", "b"])
    #expect(try reader.rows().isEmpty)
    #expect(try reader.rows().isEmpty)
  }

  @Test func raggedRowsDoNotStop() throws {
    let path = try scratch.write("a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n")
    let rows = try TableReader(path: path).rows()
    #expect(rows.map(\.cells) == [["1", "2", "3"], [], [], ["4", "5", "6"]])
    #expect(rows[1].fault?.problem == .ragged(expected: 3, found: 2))
    #expect(rows[2].fault?.problem == .ragged(expected: 3, found: 4))
    #expect(rows[2].fault?.line == 4)
    #expect(
      rows[1].fault?.description
        == "\(path), line 3: 3 cells were expected and 2 found; check quotes and delimiters")
  }

  @Test func firstRowRagged() throws {
    let rows = try read("a,b,c\n1\n4,5,6\n").rows()
    #expect(rows[0].fault?.problem == .ragged(expected: 3, found: 1))
    #expect(rows[1].cells == ["4", "5", "6"])
  }

  @Test func lookAheadReplays() throws {
    let path = try scratch.write("a,b\n" + (0..<50).map { "\($0),\"x\"\"\($0)\"\n" }.joined())
    let expected = try TableReader(path: path).rows()
    let reader = try TableReader(path: path)
    #expect(try reader.sample(20) == 20)
    var record = TableRecord()
    for index in 0..<20 {
      #expect(reader.look(at: index, into: &record))
      #expect(record.text(at: 1) == "x\"\(index)")
    }
    let isBeyond = reader.look(at: 20, into: &record)
    #expect(!isBeyond)
    #expect(try reader.next(&record))
    #expect(record.text(at: 0) == "0")
    #expect(try reader.sample(1_000) == 49)
    #expect(try reader.rows() == Array(expected.dropFirst()))
  }

  /// A record that is kept too long shows old bytes, never freed ones.
  @Test func staleRecord() throws {
    let long = String(repeating: "y", count: 300_000)
    let reader = try read("a,b\n1,2\n3,4\n5,\(long)\n7,8\n")
    var stale = TableRecord()
    var record = TableRecord()
    _ = try reader.next(&stale)
    _ = try reader.next(&stale)
    while try reader.next(&record) {}
    #expect(stale.text(at: 0).utf8.count == 1)
  }
}
