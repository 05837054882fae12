#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output, or a file, with a buffer.
struct Output: ~Copyable {
  private static let bufferSize = 1 << 16

  private var buffer: [UInt8] = []
  private let flushesLines: Bool
  private let descriptor: Int32
  private let name: String

  /// - Parameters:
  ///   - flushesLines: whether a reader may wait for every single line.
  ///   - descriptor: the file descriptor to write to.
  ///   - name: its name in messages.
  init(
    flushesLines: Bool = false, descriptor: Int32 = 1, name: String = "standard output"
  ) {
    self.flushesLines = flushesLines
    self.descriptor = descriptor
    self.name = name
    buffer.reserveCapacity(Output.bufferSize)
  }

  /// Adds a line.
  ///
  /// - Throws: ``BrokenPipe`` or a ``CommandError``.
  mutating func line(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if flushesLines || buffer.count >= Output.bufferSize { try flush() }
  }

  /// Writes the buffer.
  mutating func flush() throws {
    guard buffer.withUnsafeBytes({ System.write($0, to: descriptor) }) else {
      if errno == EPIPE { throw BrokenPipe() }
      throw CommandError("\(name) cannot be written: \(System.reason)")
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes a text and a line end at once.
  static func print(_ text: String) throws {
    var output = Output()
    try output.line(text)
    try output.flush()
  }
}
