import TestSupport
import Foundation
import Testing

@testable import FledglingTables

struct GzipTests {
  let scratch: Scratch
  private let plain: [UInt8]

  init() throws {
    scratch = try Scratch()
    var random = SeededRandom(seed: 7)
    let rows = (0..<20_000).map { _ in "\(UInt32.random(in: 0...UInt32.max, using: &random)),x\n" }
    plain = Array(("a,b\n" + rows.joined()).utf8)
  }

  private func reading(_ bytes: [UInt8]) throws -> (path: String, error: TableError?) {
    let path = try scratch.write(bytes, "table.bin")
    return (path, failure { () throws(TableError) in _ = try TableReader(path: path).rows() })
  }

  @Test func inflates() throws {
    let path = try scratch.write(scratch.gzip(plain), "table.csv")
    let source = try ByteSource(path: path)
    #expect(source.isCompressed)
    let expected = try TableReader(path: scratch.write(plain, "plain.csv")).rows()
    #expect(try TableReader(path: path).rows() == expected)
    #expect(try TableReader(chunk: 5, path: path).rows() == expected)
  }

  @Test func members() throws {
    let bytes = try scratch.gzip("\u{feff}a,b\n1,".utf8) + scratch.gzip("2\n3,4\n".utf8)
    let path = try scratch.write(bytes + [0, 0, 0])
    for chunk in [1, 2, 3, 1 << 16] {
      let reader = try TableReader(chunk: chunk, path: path)
      #expect(reader.columns == ["a", "b"])
      #expect(try reader.cells() == [["1", "2"], ["3", "4"]])
    }
  }

  @Test func truncated() throws {
    let bytes = try scratch.gzip(plain)
    for length in [2, 5, 15, bytes.count / 2, bytes.count - 5, bytes.count - 1] {
      let (path, error) = try reading(Array(bytes[..<length]))
      #expect(error == .truncatedGzip(file: path, offset: length))
    }
  }

  @Test func corrupt() throws {
    let bytes = try scratch.gzip(plain)
    var isFound = 0
    for offset in [3, bytes.count / 4, bytes.count / 2, bytes.count - 8, bytes.count - 2] {
      var damaged = bytes
      damaged[offset] ^= 0xff
      let (path, error) = try reading(damaged)
      if case .corruptGzip(let file, let near, _)? = error {
        #expect(file == path)
        #expect(near >= offset - 1 && near <= bytes.count)
        isFound += 1
      } else {
        Issue.record("byte \(offset): \(String(describing: error))")
      }
    }
    #expect(isFound == 5)
  }

  @Test func trailingBytes() throws {
    let bytes = try scratch.gzip(plain) + Array("rubbish".utf8)
    let (path, error) = try reading(bytes)
    let offset = bytes.count - 7
    #expect(
      error
        == .corruptGzip(
          file: path, offset: offset, reason: "other bytes follow the compressed data"))
  }

  @Test func emptyMember() throws {
    let (path, error) = try reading(scratch.gzip([]))
    #expect(error == .empty(file: path))
  }

  /// A pipe hands out what has been written so far, and a row is returned as soon as it is there.
  @Test func pipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("a,b\n1,2\n3".utf8))
    let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
    let file = RawFile(descriptor: descriptor, name: "standard input")
    let reader = try TableReader(
      source: TextSource(ByteSource(file: file, chunk: 64)), format: .automatic, delimiter: nil,
      keys: nil, isHurried: true, chunk: 64)
    #expect(reader.file == "standard input")
    var record = TableRecord()
    #expect(try reader.next(&record))
    #expect(record.text(at: 1) == "2")
    try pipe.fileHandleForWriting.write(contentsOf: Data(",4\n".utf8))
    #expect(try reader.next(&record))
    #expect(record.text(at: 1) == "4")
    try pipe.fileHandleForWriting.close()
    let isMore = try reader.next(&record)
    #expect(!isMore)
  }
}
