import TestSupport
import Foundation
import Testing

@testable import FledglingTables

struct BadFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func opening(_ path: String) -> TableError? {
    failure { () throws(TableError) in _ = try TableReader(path: path).rows() }
  }

  @Test func missing() {
    let path = scratch.path("absent.csv")
    #expect(opening(path) == .missingFile(file: path))
    #expect(opening(path)?.description == "\(path): there is no such file; check the path")
  }

  @Test func directory() {
    let path = scratch.directory.path
    #expect(opening(path) == .directory(file: path))
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func unreadable() throws {
    let path = try scratch.write("a\n1\n")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(opening(path) == .unreadable(file: path, reason: "Permission denied"))
  }

  @Test(arguments: ["", "\n \r\n\n", "\u{feff}", "\u{feff}\n"])
  func empty(text: String) throws {
    let path = try scratch.write(text)
    #expect(opening(path) == .empty(file: path))
  }

  @Test func duplicateHeaders() throws {
    let path = try scratch.write("a,b, a\n1,2,3\n")
    let error = opening(path)
    #expect(error == .duplicateColumn(file: path, name: "a", first: 1, second: 3))
    #expect(
      error?.description
        == "\(path), line 1: columns 1 and 3 are both named \"a\"; rename one")
  }

  @Test func unterminatedQuote() throws {
    let path = try scratch.write("a,\"b\n1,2\n")
    #expect(opening(path) == .unterminatedQuote(file: path, line: 1))
    let later = try scratch.write("a,b\n1,2\n\"1\n2\",4,\"x\n")
    #expect(opening(later) == .unterminatedQuote(file: later, line: 4))
  }

  @Test func errorsAreRepeated() throws {
    let reader = try TableReader(path: scratch.write("a,b\n1,2\n3,4,\"x\n"))
    var record = TableRecord()
    #expect(try reader.next(&record))
    for _ in 0..<2 { #expect(throws: TableError.self) { try reader.rows() } }
  }

  @Test func tooManyColumns() throws {
    let names = (0...4_096).map { "c\($0)" }.joined(separator: ",")
    let path = try scratch.write(names + "\n")
    #expect(opening(path) == .tooManyColumns(file: path, count: 4_097))
    let most = try scratch.write((0..<4_096).map { "c\($0)" }.joined(separator: ",") + "\n")
    #expect(opening(most) == nil)
  }

  @Test func veryWideRow() throws {
    let reader = try TableReader(
      path: scratch.write("a,b\n1,2\n" + String(repeating: ",", count: 100_000) + "\n3,4\n"))
    let rows = try reader.rows()
    #expect(rows[1].fault?.problem == .ragged(expected: 2, found: 100_001))
    #expect(rows[2].cells == ["3", "4"])
  }

  @Test func zeroBytes() throws {
    let text = Data("a,b\n".utf8) + Data([0x63, 0, 0, 0, 0x2c, 0x64, 0x0a])
    let path = try scratch.write(text.suffix(7) + text)
    #expect(opening(path) == .notText(file: path, line: 1))
  }

  @Test func invalidUTF8() throws {
    let path = try scratch.write([0x61, 0x2c, 0xff, 0x0a, 0xc3, 0x2c, 0xed, 0xa0, 0x80, 0x0a])
    let reader = try TableReader(path: path)
    #expect(reader.columns == ["a", "\u{ff}"])
    #expect(try reader.cells() == [["\u{c3}", "\u{ed}\u{a0}\u{20ac}"]])
  }

  @Test(arguments: ["a,b\n1,2\n", "a,b\n1,2\n\"", "{\"a\":1}\n{\"a\":\"", ""])
  func recordTooLong(start: String) throws {
    let long = Data(start.utf8) + Data(repeating: UInt8(ascii: "x"), count: 20 << 20)
    let path = try scratch.write(long)
    let line = start.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect(
      opening(path) == .recordTooLong(file: path, line: line, limit: TableLimits.recordBytes))
  }

  @Test func windowIsBounded() throws {
    let path = try scratch.write(Data(repeating: UInt8(ascii: "x"), count: 20 << 20))
    let window = ByteWindow(source: try TextSource(path: path), chunk: 1 << 17)
    #expect(throws: TableError.self) {
      while try window.fill() {}
    }
    #expect(window.buffer.capacity <= TableLimits.recordBytes + 1 << 17)
  }

  @Test func longestRecord() throws {
    let cell = String(repeating: "x", count: TableLimits.recordBytes - 3)
    let reader = try TableReader(path: scratch.write("a,b\n1,\(cell)\n2,3\n"))
    var record = TableRecord()
    #expect(try reader.next(&record))
    #expect(record.withCell(at: 1) { $0.count } == cell.utf8.count)
    #expect(try reader.next(&record))
    #expect(record.text(at: 1) == "3")
  }
}
