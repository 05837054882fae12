import TestSupport
import Foundation
import Testing

@testable import FledglingTables

struct EncodingTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let text =
    "nome,s\u{e9}rie\nav\u{f3},1\nav\u{f4},2\n\u{20ac} \u{201c}x\u{201d},3\n"
  private static let cells = [
    ["av\u{f3}", "1"], ["av\u{f4}", "2"], ["\u{20ac} \u{201c}x\u{201d}", "3"],
  ]

  private func bytes(_ encoding: String.Encoding, mark: [UInt8] = []) throws -> [UInt8] {
    mark + Array(try #require(EncodingTests.text.data(using: encoding)))
  }

  private func check(_ bytes: [UInt8], as encoding: TextEncoding? = nil) throws {
    for chunk in [1, 2, 3, 5, 16, 1 << 17] {
      let source = try ByteSource(file: RawFile(path: scratch.write(bytes)), chunk: chunk)
      let reader = try TableReader(
        source: TextSource(source, encoding: encoding, chunk: chunk), format: .automatic,
        delimiter: nil, keys: nil, chunk: chunk)
      #expect(reader.columns == ["nome", "s\u{e9}rie"])
      #expect(try reader.cells() == EncodingTests.cells)
    }
  }

  @Test func recognised() throws {
    try check(bytes(.utf8))
    try check(bytes(.utf8, mark: [0xef, 0xbb, 0xbf]))
    try check(bytes(.utf16LittleEndian, mark: [0xff, 0xfe]))
    try check(bytes(.utf16BigEndian, mark: [0xfe, 0xff]))
    try check(bytes(.utf16LittleEndian))
    try check(bytes(.utf16BigEndian))
    try check(bytes(.windowsCP1252))
    try check(scratch.gzip(bytes(.utf16LittleEndian, mark: [0xff, 0xfe])))
    try check(scratch.gzip(bytes(.windowsCP1252)))
  }

  @Test func named() throws {
    try check(bytes(.utf8), as: .utf8)
    try check(bytes(.windowsCP1252), as: .windows1252)
    try check(bytes(.utf16LittleEndian), as: .utf16)
    try check(bytes(.utf16BigEndian, mark: [0xfe, 0xff]), as: .utf16)
    try check(bytes(.utf16BigEndian), as: .utf16BigEndian)
    let path = try scratch.write([0x61, 0x0a, 0xe9, 0x80, 0x0a])
    let reader = try TableReader(path: path, encoding: .latin1)
    #expect(try reader.cells() == [["\u{e9}\u{80}"]])
  }

  /// The first bytes beyond ASCII decide, however far behind they come.
  @Test(arguments: [0, 3, 50_000])
  func windowsIsRemarked(rows: Int) throws {
    let head = "a,b\n" + String(repeating: "1,2\n", count: rows)
    let bytes =
      Array(head.utf8) + [0x61, 0x76, 0xf3, 0x2c, 0x31, 0x0a, 0x61, 0x76, 0xf4, 0x2c, 0x31]
    let reader = try TableReader(path: scratch.write(bytes))
    #expect(try reader.cells().suffix(2) == [["av\u{f3}", "1"], ["av\u{f4}", "1"]])
    #expect(reader.warnings.map(\.problem) == [.windows1252])
    #expect(reader.warnings.map(\.line) == [rows + 2])
  }

  @Test func singleWrongBytesAreCounted() throws {
    let bytes =
      Array("a\n\u{e9}\n".utf8) + [0x78, 0xf3, 0x0a, 0x79, 0xf4, 0x0a] + Array("\u{e9}".utf8)
    let reader = try TableReader(path: scratch.write(bytes))
    #expect(try reader.cells() == [["\u{e9}"], ["x\u{f3}"], ["y\u{f4}"], ["\u{e9}"]])
    #expect(reader.warnings.map(\.problem) == [.foreignBytes])
    #expect(reader.warnings.map(\.line) == [3])
    #expect(reader.warnings.map(\.count) == [2])
  }

  @Test(
    arguments: [
      ([0x61, 0x0a, 0x31, 0x0a, 0xe9, 0x0a], TextEncoding.utf8, 3),
      ([0x61, 0x0a, 0x81, 0x0a], .windows1252, 2),
      ([0x61, 0, 0x0a, 0, 0, 0xd8, 0x0a, 0], .utf16LittleEndian, 2),
      ([0x61, 0, 0x0a, 0, 0x62], .utf16LittleEndian, 2),
      ([0x61, 0x0a, 0x62, 0x0a, 0x81, 0x0a], nil, 3),
    ] as [([UInt8], TextEncoding?, Int)])
  func undecodable(bytes: [UInt8], encoding: TextEncoding?, line: Int) throws {
    let path = try scratch.write(bytes)
    let error = failure { () throws(TableError) in
      _ = try TableReader(path: path, encoding: encoding).rows()
    }
    guard case .undecodable(_, let found, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == line)
  }

  @Test(
    arguments: [
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "compressed with xz"),
      ([0x28, 0xb5, 0x2f, 0xfd, 0], "compressed with zstd"),
      (Array("BZh91AY&SY".utf8), "compressed with bzip2"),
      ([0x50, 0x4b, 3, 4, 0x14, 0], "a zip archive, as .zip, .xlsx and .ods files are"),
      (Array("%PDF-1.7\n".utf8), "a PDF"), (Array("PAR1".utf8) + [0x15, 4], "a Parquet file"),
      (Array("SQLite format 3\0".utf8), "an SQLite database"),
      (Array("<!DOCTYPE html><html>".utf8), "a web page"),
    ] as [([UInt8], String)])
  func otherFiles(head: [UInt8], kind: String) throws {
    for bytes in [head, try scratch.gzip(head)] {
      let path = try scratch.write(bytes)
      let error = failure { () throws(TableError) in _ = try TableReader(path: path) }
      guard case .foreignFormat(_, let found, _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(found == kind)
    }
  }

  /// UTF-8 that is valid is handed on as it is; anything else never becomes U+FFFD.
  @Test func randomBytes() throws {
    var random = SeededRandom(seed: 3)
    for _ in 0..<100 {
      let bytes = (0..<Int.random(in: 1...80, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let valid = String(validating: bytes, as: UTF8.self)
      let text = Array("a\u{e9}".utf8) + bytes
      var outcomes: [[UInt8]] = []
      for chunk in [1, 3, 1_000] {
        let file = RawFile(memory: text, name: "bytes")
        let source = TextSource(try ByteSource(file: file, chunk: chunk), chunk: chunk)
        outcomes.append(try whole(source))
      }
      #expect(outcomes[0] == outcomes[1] && outcomes[1] == outcomes[2])
      let read = try #require(String(validating: outcomes[0], as: UTF8.self))
      #expect(!read.unicodeScalars.contains("\u{fffd}"))
      if let valid { #expect(read == "a\u{e9}" + valid) }
    }
  }

  private func whole(_ source: TextSource) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 24)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
