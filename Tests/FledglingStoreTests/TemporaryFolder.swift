import Foundation

/// A folder of its own for each test, removed at its end.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/fledgling-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// All that is in the folder's files.
  func bytes() throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted().reduce(into: Data()) {
      $0 += try Data(contentsOf: URL(fileURLWithPath: file($1)))
    }
  }

  /// Copies a file and those beside it that begin with its name.
  func copy(_ name: String, to target: String) throws {
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: file(name + suffix)) {
      try FileManager.default.copyItem(atPath: file(name + suffix), toPath: file(target + suffix))
    }
  }
}

extension Data {
  /// - Complexity: O(bytes), by the first of the needle's bytes.
  func holds(_ needle: some Sequence<UInt8>) -> Bool {
    range(of: Data(needle)) != nil
  }
}
