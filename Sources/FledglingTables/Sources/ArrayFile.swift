import Fledgling

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An array on disk whose first side counts rows: NumPy's .npy (versions 1 to 3, C order) or IDX.
///
/// Plain files are read row by row; gzip is inflated into memory.
public final class ArrayFile: Sendable {
  /// The largest number of bytes that a gzip file may inflate to: 1 GiB.
  public static let inflatedLimit = 1 << 30
  private static let headLimit = 1 << 17

  private enum Body {
    case memory([UInt8])
    case descriptor(Int32)
  }

  /// The path as it was given.
  public let file: String
  /// How many rows there are, and the sides of each.
  public let shape: [Int]
  private let header: ArrayHeader
  private let rowBytes: Int
  private let body: Body

  /// Opens a file and reads its header.
  ///
  /// - Throws: ``TableError`` if the file cannot be read, is no array, or is shorter than it says.
  public init(path: String) throws(TableError) {
    file = path
    let descriptor = try ArrayFile.open(path)
    let head: [UInt8]
    let size: Int
    let body: Body
    do throws(TableError) {
      let start = try ArrayFile.read(descriptor, path, from: 0, count: ArrayFile.headLimit)
      if start.starts(with: [0x1f, 0x8b]) {
        head = try ArrayFile.inflate(path)
        size = head.count
        body = .memory(head)
        close(descriptor)
      } else {
        var status = stat()
        fstat(descriptor, &status)
        head = start
        size = Int(status.st_size)
        body = .descriptor(descriptor)
      }
    } catch {
      close(descriptor)
      throw error
    }
    do throws(TableError) {
      let header = try ArrayHeader(head, file: path)
      rowBytes = try ArrayFile.rowBytes(header, size: size, path)
      self.header = header
      shape = header.shape
      self.body = body
    } catch {
      ArrayFile.release(body)
      throw error
    }
  }

  deinit { ArrayFile.release(body) }

  /// How many rows there are.
  public var count: Int { shape[0] }

  /// How many numbers a row has.
  public var width: Int { rowBytes / header.element.size }

  /// Whether rows are pictures: bytes with two sides, or with three of which the last is colour.
  public var holdsImages: Bool {
    guard header.element == .unsigned(bytes: 1) else { return false }
    return shape.count == 3 || shape.count == 4 && (shape[3] == 1 || shape[3] == 3)
  }

  /// A row's numbers, none left out and none checked.
  ///
  /// - Precondition: `row` is in `0..<count`.
  public func numbers(row: Int) throws(TableError) -> [Float] {
    try decoded(row) {
      Float($0)
    } integer: {
      Float($0)
    }
  }

  /// The picture that a row is; nil if ``holdsImages`` is false or its sides are beyond the limits.
  ///
  /// - Precondition: `row` is in `0..<count`.
  public func image(row: Int) throws(TableError) -> ImageGrid? {
    guard holdsImages else { return nil }
    return ImageGrid(
      width: shape[2], height: shape[1], channels: shape.count == 4 ? shape[3] : 1,
      pixels: try bytes(row))
  }

  /// The text of a row of one number, in digits; whole numbers without a point.
  ///
  /// - Precondition: `row` is in `0..<count`.
  public func label(row: Int) throws(TableError) -> String {
    try decoded(row) { number in
      Int(exactly: number).map(String.init) ?? String(number)
    } integer: {
      String($0)
    }.first ?? ""
  }

  private func decoded<Result>(
    _ row: Int, float: (Double) -> Result, integer: (Int64) -> Result
  ) throws(TableError) -> [Result] {
    let bytes = try bytes(row)
    let size = header.element.size
    return stride(from: 0, to: bytes.count, by: size).map { at in
      var bits: UInt64 = 0
      for place in 0..<size {
        let byte = bytes[header.isBigEndian ? at + size - 1 - place : at + place]
        bits |= UInt64(byte) << UInt64(8 * place)
      }
      switch header.element {
      case .float(4): return float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
      case .float: return float(Double(bitPattern: bits))
      case .unsigned: return integer(Int64(truncatingIfNeeded: bits))
      case .signed:
        let shift = Int64(64 - 8 * size)
        return integer((Int64(bitPattern: bits) << shift) >> shift)
      }
    }
  }

  private func bytes(_ row: Int) throws(TableError) -> [UInt8] {
    precondition((0..<count).contains(row), "no such row")
    let start = header.offset + row * rowBytes
    switch body {
    case .memory(let bytes): return Array(bytes[start..<(start + rowBytes)])
    case .descriptor(let descriptor):
      let bytes = try ArrayFile.read(descriptor, file, from: start, count: rowBytes)
      guard bytes.count == rowBytes else {
        throw .arrayTooShort(file: file, needed: start + rowBytes, found: start + bytes.count)
      }
      return bytes
    }
  }
}

extension ArrayFile {
  private static func open(_ path: String) throws(TableError) -> Int32 {
    let descriptor = systemOpen(path)
    guard descriptor >= 0 else {
      let code = errno
      throw code == ENOENT || code == ENOTDIR
        ? .missingFile(file: path)
        : .unreadable(file: path, reason: String(cString: strerror(code)))
    }
    var status = stat()
    fstat(descriptor, &status)
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw status.st_mode & S_IFMT == S_IFDIR
        ? .directory(file: path)
        : .unreadable(file: path, reason: "an array must be an ordinary file")
    }
    return descriptor
  }

  /// As many bytes as are asked for, or as there are.
  private static func read(
    _ descriptor: Int32, _ path: String, from offset: Int, count: Int
  ) throws(TableError) -> [UInt8] {
    var filled = 0
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
      while filled < count {
        let added = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
          off_t(offset + filled))
        if added < 0, errno == EINTR { continue }
        if added < 0 { failure = errno }
        if added <= 0 { break }
        filled += added
      }
      length = filled
    }
    guard failure == 0 else {
      throw .readFailure(
        file: path, offset: offset + filled, reason: String(cString: strerror(failure)))
    }
    return bytes
  }

  private static func inflate(_ path: String) throws(TableError) -> [UInt8] {
    let source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try chunk.withUnsafeMutableBufferPointer { (buffer) throws(TableError) in
        try source.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= inflatedLimit else {
        throw .arrayFormat(
          file: path, reason: "it inflates to more than \(inflatedLimit) bytes; unpack it")
      }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// The bytes of a row, if the file holds all rows.
  private static func rowBytes(
    _ header: ArrayHeader, size: Int, _ path: String
  ) throws(TableError) -> Int {
    guard let bytes = header.rowBytes, let all = header.dataBytes else {
      throw .arrayTooShort(file: path, needed: nil, found: size)
    }
    guard all <= size - header.offset else {
      throw .arrayTooShort(
        file: path, needed: all <= Int.max - header.offset ? all + header.offset : nil,
        found: size)
    }
    guard bytes > 0 else { throw .arrayFormat(file: path, reason: "its rows are empty") }
    return bytes
  }

  private static func release(_ body: Body) {
    if case .descriptor(let descriptor) = body { close(descriptor) }
  }
}

private func systemOpen(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
