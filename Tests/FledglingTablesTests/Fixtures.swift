import Fledgling
import Foundation

@testable import FledglingTables

/// A directory that lasts as long as one test.
final class Scratch {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("fledgling-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func write(_ bytes: some Sequence<UInt8>, _ name: String = "table.csv") throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  func write(_ text: String, _ name: String = "table.csv") throws -> String {
    try write(text.utf8, name)
  }

  /// The gzip program's output for some bytes.
  func gzip(_ bytes: some Sequence<UInt8>) throws -> [UInt8] {
    let path = try write(bytes, "plain-\(UUID().uuidString)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
    process.arguments = [path]
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: URL(fileURLWithPath: path + ".gz")))
  }
}

struct Row: Hashable {
  var line: Int
  var cells: [String]
  var fault: RowFault?
}

extension TableReader {
  func rows() throws(TableError) -> [Row] {
    var record = TableRecord()
    var rows: [Row] = []
    while try next(&record) {
      let cells = (0..<record.count).map { record.text(at: $0) }
      rows.append(
        Row(line: record.line, cells: record.fault == nil ? cells : [], fault: record.fault))
    }
    return rows
  }

  func cells() throws(TableError) -> [[String]] { try rows().map(\.cells) }

  convenience init(
    chunk: Int, path: String, format: TableFormat = .automatic
  ) throws(TableError) {
    let source = try ByteSource(file: RawFile(path: path), chunk: chunk)
    try self.init(
      source: TextSource(source, chunk: chunk), format: format, delimiter: nil, keys: nil,
      chunk: chunk)
  }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}

func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
  Array(text.utf8).withUnsafeBufferPointer(body)
}

/// The error that an operation throws, or nil.
func failure(_ body: () throws(TableError) -> Void) -> TableError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
