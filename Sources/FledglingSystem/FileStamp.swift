import SystemPackage

/// Distinguishes one state of a file from another: its size and its last bytes, where files that are
/// sealed have their checksum.
package struct FileStamp: Sendable, Hashable {
  private static let tailSize = 64

  private let size: Int64
  private let tail: [UInt8]

  /// The stamp of a file; that of an empty one if there is none.
  package init(of path: String) {
    let descriptor = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    var tail: [UInt8] = []
    var size: Int64 = 0
    if let descriptor {
      try? descriptor.closeAfter {
        size = try descriptor.seek(offset: 0, from: .end)
        tail = [UInt8](repeating: 0, count: Int(min(size, Int64(FileStamp.tailSize))))
        let start = size - Int64(tail.count)
        _ = try tail.withUnsafeMutableBytes {
          try descriptor.read(fromAbsoluteOffset: start, into: $0)
        }
      }
    }
    (self.size, self.tail) = (size, tail)
  }

  /// The stamp of a file with this content.
  package init(_ content: [UInt8]) {
    size = Int64(content.count)
    tail = content.suffix(FileStamp.tailSize)
  }
}
