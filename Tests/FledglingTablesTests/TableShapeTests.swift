import TestSupport
import Testing

@testable import FledglingTables

/// The shape of a table is settled by its header and its rows together.
struct TableShapeTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ text: String) throws -> TableReader {
    try TableReader(path: scratch.write(text))
  }

  /// Rows of three numbers behind some first lines.
  private func rows(_ count: Int, tail: String = "", lead: String = "") -> String {
    (0..<count).map { "\(lead.isEmpty ? "" : "\"\($0)\(lead)\",")\($0),\($0 * 2),x\(tail)\n" }
      .joined()
  }

  @Test(arguments: [",", ",,,", ", "])
  func trailingDelimitersOfRows(tail: String) throws {
    let reader = try read("a,b,c\n" + rows(5, tail: tail))
    #expect(reader.columns == ["a", "b", "c"])
    #expect(try reader.cells()[3] == ["3", "6", "x"])
    #expect(reader.warnings.map(\.problem) == [.trailingDelimiters])
  }

  @Test(arguments: ["", ","])
  func trailingDelimitersOfTheHeader(tail: String) throws {
    let reader = try read("a,b,c,\n" + rows(5, tail: tail))
    #expect(reader.columns == ["a", "b", "c"])
    #expect(try reader.cells()[3] == ["3", "6", "x"])
    #expect(reader.warnings.isEmpty)
  }

  @Test func anUnnamedLastColumnWithContentStays() throws {
    let reader = try read("a,b,\n1,2,x\n3,4,\n")
    #expect(reader.columns == ["a", "b", "column3"])
    #expect(try reader.cells() == [["1", "2", "x"], ["3", "4", ""]])
  }

  @Test(arguments: [0, 1, 7])
  func oneRowTooLongIsSkipped(place: Int) throws {
    var lines = rows(8).split(separator: "\n").map(String.init)
    lines[place] += ",more"
    let reader = try read("a,b,c\n" + lines.joined(separator: "\n") + "\n")
    #expect(reader.columns == ["a", "b", "c"])
    let read = try reader.rows()
    #expect(read.count { $0.fault == nil } == 7)
    #expect(read[place].fault?.problem == .ragged(expected: 3, found: 4))
  }

  @Test func aRowTooLongAmongTrailingDelimiters() throws {
    let text = "a,b,c\n1,2,x,y,\n" + rows(9, tail: ",")
    for isHurried in [true, false] {
      let reader = try TableReader(
        source: TextSource(path: scratch.write(text)), format: .automatic, delimiter: nil,
        keys: nil,
        isHurried: isHurried, chunk: 1 << 12)
      #expect(reader.columns == ["a", "b", "c"])
      #expect(try reader.rows().map { $0.fault == nil } == [false] + (0..<9).map { _ in true })
    }
  }

  @Test func rowNames() throws {
    let reader = try read("\"a\",\"b\",\"c\"\n" + rows(6, lead: " name"))
    #expect(reader.columns == ["row", "a", "b", "c"])
    #expect(try reader.cells()[1] == ["1 name", "1", "2", "x"])
    #expect(reader.warnings.map(\.problem) == [.rowNames(column: "row")])
  }

  @Test func headerThatFitsToNoRow() throws {
    let path = try scratch.write("a,b,c\n1,2,3,4,5\n1,2,3,4,5\n1,2,3,4,5\n")
    let error = failure { () throws(TableError) in _ = try TableReader(path: path) }
    #expect(
      error == .unevenRows(file: path, line: 1, header: 3, rows: 5, delimiter: "commas"))
  }

  @Test func linesBeforeTheHeader() throws {
    let reader = try read("Deliveries of May\n\nmade by hand\na,b,c\n" + rows(6))
    #expect(reader.columns == ["a", "b", "c"])
    let read = try reader.rows()
    #expect(read.count == 6)
    #expect(read[0].line == 5)
    #expect(reader.warnings.map(\.problem) == [.preamble])
    #expect(reader.warnings.map(\.count) == [2])
  }

  @Test(arguments: [
    "a,b,c", "a, b ,c", "\"a\",\"b\",\"c\"", "\u{feff}a,b,c", "\u{feff}\"a\",\"b\",\"c\"", "a,b,c,",
    "a,b,c\r",
  ])
  func repeatedHeader(again: String) throws {
    let reader = try read("a,b,c\n" + rows(3) + again + "\n" + rows(2) + again + "\n" + rows(1))
    #expect(try reader.rows().map(\.line) == [2, 3, 4, 6, 7, 9])
    #expect(reader.warnings.map(\.problem) == [.repeatedHeader])
    #expect(reader.warnings.map(\.count) == [2])
    #expect(reader.warnings.map(\.line) == [5])
  }

  @Test func repeatedHeaderOfRowNames() throws {
    let part = "\"a\",\"b\",\"c\"\n" + rows(3, lead: "n")
    let reader = try read(part + part)
    #expect(try reader.rows().count == 6)
    #expect(try reader.rows().isEmpty)
  }

  @Test func aColumnMayHoldItsOwnName() throws {
    #expect(try read("word\nthis\nword\n").cells() == [["this"], ["word"]])
    #expect(try read("a,b\na,1\n2,b\n").cells() == [["a", "1"], ["2", "b"]])
  }

  @Test(arguments: ["sep=;\n", "sep=;\r\n", "\"sep=;\"\n", "SEP=;\n"])
  func statedDelimiter(line: String) throws {
    let reader = try read(line + "a,x;b\n1;2\n")
    #expect(reader.columns == ["a,x", "b"])
    #expect(try reader.rows() == [Row(line: 3, cells: ["1", "2"], fault: nil)])
  }

  @Test func delimiterThatSplitsRowsEvenly() throws {
    let reader = try read(
      "Name (last, first);Site (city, zip, land);km\nDoe J;Rome;12\nRoe A;Oslo;4\n")
    #expect(reader.delimiter == UInt8(ascii: ";"))
    #expect(try reader.cells()[1] == ["Roe A", "Oslo", "4"])
    let decimal = try read("a;b;c\n1,5;2,5;3,5\n4,5;1,5;2,5\n")
    #expect(decimal.delimiter == UInt8(ascii: ";"))
    let text = try read("id\ttext, in words\n1\tso, or so\n2\tor, so\n")
    #expect(text.delimiter == UInt8(ascii: "\t"))
  }

  @Test(arguments: ["\n", "\r", "\r\n", "\r\r\n"])
  func lineEnds(end: String) throws {
    let lines = ["a,b", "1,\"x\"", "", "2,y"]
    for text in [lines.joined(separator: end), lines.joined(separator: end) + end] {
      for chunk in [1, 7, 1_000] {
        let reader = try TableReader(chunk: chunk, path: scratch.write(text))
        #expect(try reader.cells() == [["1", "x"], ["2", "y"]])
        #expect(reader.columns == ["a", "b"])
      }
    }
  }

  @Test func mixedLineEnds() throws {
    let reader = try read("a,b\n1,2\n3,4\r5,6\r7,8\r\n9,10\n11,12\n")
    #expect(
      try reader.cells() == [
        ["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"], ["9", "10"], ["11", "12"],
      ])
    #expect(try read("a,b\r1,2\r3,4\n5,6\n7,8\n").cells().count == 4)
  }

  @Test func blanksBeforeQuotes() throws {
    let reader = try read("a, b\n1, \"x, y\"\n  \"2\" ,z\n3,  w\n")
    let cells = try reader.cells()
    #expect(cells == [["1", "x, y"], ["2 ", "z"], ["3", "  w"]])
  }

  /// A pipe that goes on is read like a file, and its first row is not waited for longer than needed.
  @Test func hurriedReadersAgree() throws {
    let texts = [
      "a,b,c\n" + rows(6), "a,b,c\n" + rows(6, tail: ","),
      "\"a\",\"b\",\"c\"\n" + rows(6, lead: "n"),
      "sep=;\na;b\n1;2\n3;4\n",
    ]
    for text in texts {
      let path = try scratch.write(text)
      let patient = try TableReader(path: path)
      let hurried = try TableReader(
        source: TextSource(path: path), format: .automatic, delimiter: nil, keys: nil,
        isHurried: true, chunk: 1)
      #expect(hurried.columns == patient.columns)
      #expect(try hurried.rows() == patient.rows())
    }
  }
}
