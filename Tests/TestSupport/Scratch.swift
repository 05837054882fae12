import Foundation

/// A folder that lasts as long as one test.
package final class Scratch: Sendable {
  package let directory: URL

  package init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("fledgling-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// The path of a file of this name, which need not exist.
  package func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// The names of all files in the folder, sorted.
  package var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory.path))?.sorted() ?? []
  }

  /// Writes a file and returns its path.
  @discardableResult
  package func write(_ bytes: some Sequence<UInt8>, _ name: String = "table.csv") throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Writes a UTF-8 file and returns its path.
  @discardableResult
  package func write(_ text: String, _ name: String = "table.csv") throws -> String {
    try write(text.utf8, name)
  }

  package func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// The contents of all files, in the order of their names.
  package func bytes() throws -> Data {
    try names.reduce(into: Data()) { $0 += try read($1) }
  }

  /// Copies a database and its write-ahead log.
  package func copy(_ name: String, to target: String) throws {
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path(name + suffix)) {
      try FileManager.default.copyItem(atPath: path(name + suffix), toPath: path(target + suffix))
    }
  }

  /// The output of the gzip program for these bytes.
  package func gzip(_ bytes: some Sequence<UInt8>) throws -> [UInt8] {
    let path = try write(bytes, "plain-\(UUID().uuidString)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
    process.arguments = [path]
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: URL(fileURLWithPath: path + ".gz")))
  }
}

/// A step that prepares a test failed.
package struct Unexpected: Error {
  package let reason: String

  package init(_ reason: String) { self.reason = reason }
}
