/// The bytes of a file or of standard input, in chunks, inflated if they are gzip.
///
/// Gzip is known by its first two bytes, whatever the file's name; several members in one file are
/// read one after the other.
public final class ByteSource {
  /// The path as it was given, or `standard input`.
  public let name: String
  /// Whether the bytes are inflated.
  public let isCompressed: Bool

  /// Whether reading never waits for bytes that are not written yet.
  let isAtHand: Bool

  private enum Origin {
    case plain(RawFile)
    case gzip(GzipInflater)
  }

  private let origin: Origin
  private var head: [UInt8]

  /// Opens a file, or standard input if the path is `-`.
  ///
  /// Waits for the first two bytes.
  ///
  /// - Throws: ``TableError`` if the path leads nowhere, to a directory or to an unreadable file.
  public convenience init(path: String) throws(TableError) {
    try self.init(file: RawFile(path: path), chunk: 1 << 16)
  }

  init(file: RawFile, chunk: Int) throws(TableError) {
    name = file.name
    isAtHand = file.isAtHand
    let head = try ByteSource.head(2) { (buffer) throws(TableError) in try file.read(into: buffer) }
    isCompressed = head == [0x1f, 0x8b]
    if isCompressed {
      let inflater = head.withUnsafeBytes { GzipInflater(file: file, head: $0, chunk: chunk) }
      origin = .gzip(inflater)
      self.head = []
    } else {
      origin = .plain(file)
      self.head = head
    }
  }

  /// Reads the next bytes, waiting for at least one.
  ///
  /// - Returns: how many bytes were written to the front of the buffer; 0 at the end of the data or
  ///   if the buffer is empty.
  /// - Throws: ``TableError`` if reading fails or the gzip data are truncated or damaged.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    if !head.isEmpty { return ByteSource.move(&head, to: buffer) }
    switch origin {
    case .plain(let file): return try file.read(into: buffer)
    case .gzip(let inflater): return try inflater.read(into: buffer)
    }
  }

  private static func move(
    _ bytes: inout [UInt8], to buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    let count = min(bytes.count, buffer.count)
    for index in 0..<count { buffer[index] = bytes[index] }
    bytes.removeFirst(count)
    return count
  }

  private static func head(
    _ count: Int, read: (UnsafeMutableRawBufferPointer) throws(TableError) -> Int
  ) throws(TableError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    var filled = 0
    while filled < count {
      let added = try read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if added == 0 { break }
      filled += added
    }
    return Array(buffer[..<filled])
  }
}
