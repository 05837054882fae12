#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is written from its beginning to its end, readable by its owner alone.
struct OutputFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// A file that is there already loses its content, or is an error.
  init(path: String, isReplacing: Bool) throws(LedgerError) {
    self.path = path
    let mode = isReplacing ? O_TRUNC : O_EXCL
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0o600)
    guard descriptor >= 0 else { throw System.error(path) }
  }

  deinit { close(descriptor) }

  mutating func write(_ bytes: [UInt8]) throws(LedgerError) {
    var position = 0
    while position < bytes.count {
      let written = bytes.withUnsafeBytes { systemWrite(descriptor, $0, from: position) }
      if written < 0 && errno == EINTR { continue }
      guard written >= 0 else { throw System.error(path) }
      position += written
    }
  }

  /// Makes sure that everything is on the disk.
  mutating func finish() throws(LedgerError) {
    guard fsync(descriptor) == 0 else { throw System.error(path) }
  }
}

private func systemWrite(
  _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, from position: Int
) -> Int {
  write(descriptor, bytes.baseAddress.map { $0 + position }, bytes.count - position)
}
