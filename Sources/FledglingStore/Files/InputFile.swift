#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is read from its beginning to its end.
struct InputFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var chunk = [UInt8](repeating: 0, count: 1 << 17)

  init(path: String) throws(LedgerError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw System.error(path) }
  }

  deinit { close(descriptor) }

  /// Appends what comes next.
  ///
  /// - Returns: false at the end.
  mutating func read(into bytes: inout [UInt8]) throws(LedgerError) -> Bool {
    let descriptor = descriptor
    while true {
      let count = chunk.withUnsafeMutableBytes {
        systemRead(descriptor, $0)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw System.error(path) }
      bytes.append(contentsOf: chunk[..<count])
      return count > 0
    }
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
