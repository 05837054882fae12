import SystemPackage

/// A file that is read from its beginning to its end.
package struct InputFile: ~Copyable {
  private let descriptor: FileDescriptor
  private var chunk = [UInt8](repeating: 0, count: 1 << 17)

  package init(path: String) throws(SystemError) {
    descriptor = try refusing { try FileDescriptor.open(path, .readOnly, options: .closeOnExec) }
  }

  deinit { try? descriptor.close() }

  /// Appends the next bytes.
  ///
  /// - Returns: false at the end.
  package mutating func read(into bytes: inout [UInt8]) throws(SystemError) -> Bool {
    let descriptor = descriptor
    let count = try refusing { try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) } }
    bytes.append(contentsOf: chunk[..<count])
    return count > 0
  }
}
