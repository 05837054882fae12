/// The text of a file or of standard input as UTF-8, in chunks, whatever its encoding.
///
/// Unless an encoding is named, a byte order mark or zeros at every other place mean UTF-16, and
/// everything else is UTF-8 as long as it is valid.  If the first bytes beyond ASCII are not UTF-8,
/// the text is Windows-1252; where single bytes are wrong in a text that is UTF-8 otherwise, they
/// alone are read as Windows-1252.  So what is decided does not depend on how much of a text has
/// come yet.
public final class TextSource {
  /// The fewest bytes that a buffer must have room for.
  static let leastRoom = 16
  private static let headSize = 16

  /// The path as it was given, or `standard input`.
  public let name: String
  /// How many bytes of a UTF-8 text were read as Windows-1252 because they are not UTF-8.
  private(set) var foreignBytes = 0
  /// Whether the text turned out to be Windows-1252.
  private(set) var isWindows1252 = false

  private enum Reading {
    /// Nothing but ASCII has come, so the encoding is open.
    case open
    /// UTF-8 in which single wrong bytes are read as Windows-1252.
    case utf8
    /// UTF-8 in which a wrong byte is an error.
    case strictUTF8
    case windows1252
    case latin1
    case utf16(isBigEndian: Bool)
  }

  private let source: ByteSource
  private let encoding: TextEncoding?
  private let chunk: Int
  private var reading = Reading.open
  /// Bytes that wait to be decoded, from `place` on.
  private var pending: [UInt8] = []
  private var place = 0
  private var isStarted = false
  private var isAtEnd = false
  private var foreignOffset: Int?

  /// Opens a file, or standard input if the path is `-`.
  ///
  /// - Parameters:
  ///   - path: a file, plain or gzip, or `-`.
  ///   - encoding: how the characters are written; by default it is recognised.
  /// - Throws: ``TableError`` if the path leads nowhere, to a directory or to an unreadable file.
  public convenience init(path: String, encoding: TextEncoding? = nil) throws(TableError) {
    self.init(try ByteSource(path: path), encoding: encoding)
  }

  init(_ source: ByteSource, encoding: TextEncoding? = nil, chunk: Int = .max) {
    self.source = source
    self.encoding = encoding
    self.chunk = chunk
    name = source.name
  }

  /// Reads the next characters, waiting for at least one.
  ///
  /// - Parameter out: room for 16 bytes or more.
  /// - Returns: how many bytes were written to the front of the buffer; 0 at the end of the text.
  /// - Throws: ``TableError`` if reading fails, if the file is of another kind, or if bytes cannot
  ///   be decoded; the line in that error counts from the end of what was read before.
  public func read(into out: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    precondition(out.count >= TextSource.leastRoom, "the buffer is too small")
    if !isStarted { try start() }
    while true {
      let written = try decode(into: out)
      if written > 0 || isAtEnd { return written }
      switch reading {
      case .open, .utf8, .strictUTF8:
        let count = try readPlain(into: out)
        if count > 0 { return count }
      case .windows1252, .latin1, .utf16: try refill(out.count)
      }
    }
  }

  /// Where in the bytes of the last read the first one is that is not UTF-8, once.
  func takeForeignOffset() -> Int? {
    defer { foreignOffset = nil }
    return foreignOffset
  }

  /// Reads UTF-8 right into the buffer; whatever is not valid waits.
  private func readPlain(into out: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    // At most three bytes of an unfinished character are left.
    let carried = pending.count - place
    for index in 0..<carried { out[index] = pending[place + index] }
    let end = min(out.count, carried + min(chunk, out.count))
    let added = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: out[carried..<end]))
    guard added > 0 else {
      isAtEnd = true
      return try decode(into: out)
    }
    let bytes = UnsafeRawBufferPointer(rebasing: out[..<(carried + added)])
      .bindMemory(to: UInt8.self)
    let valid = UTF8Scan.valid(bytes)
    if valid.hasOthers, case .open = reading { reading = .utf8 }
    pending = Array(bytes[valid.count...])
    place = 0
    return valid.count
  }

  private func refill(_ count: Int) throws(TableError) {
    var bytes = [UInt8](repeating: 0, count: min(chunk, max(count / 3, 1)))
    let added = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(TableError) in
      try source.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    if added == 0 { isAtEnd = true }
    pending = Array(pending[place...]) + bytes[..<added]
    place = 0
  }
}

extension TextSource {
  /// Looks at the first bytes for another kind of file and for a byte order mark.
  private func start() throws(TableError) {
    isStarted = true
    var head = [UInt8](repeating: 0, count: TextSource.headSize)
    var filled = 0
    while filled < 4 {
      let added = try head.withUnsafeMutableBufferPointer { (buffer) throws(TableError) in
        try source.read(
          into: UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: buffer[filled...])))
      }
      if added == 0 { break }
      filled += added
    }
    head.removeLast(head.count - filled)
    if let format = ForeignFormat.find(head) {
      throw .foreignFormat(file: name, kind: format.kind, remedy: format.remedy)
    }
    pending = head
    let isMarkedUTF8 = head.starts(with: [0xef, 0xbb, 0xbf])
    let order = TextSource.order(head)
    switch encoding {
    case nil:
      if let order {
        reading = .utf16(isBigEndian: order)
      } else if isMarkedUTF8 {
        reading = .utf8
      }
    case .utf8: reading = .strictUTF8
    case .utf16: reading = .utf16(isBigEndian: order ?? false)
    case .utf16LittleEndian: reading = .utf16(isBigEndian: false)
    case .utf16BigEndian: reading = .utf16(isBigEndian: true)
    case .windows1252: reading = .windows1252
    case .latin1: reading = .latin1
    }
    if isMarkedUTF8 {
      place = 3
    } else if case .utf16(let isBigEndian) = reading,
      head.starts(with: isBigEndian ? [0xfe, 0xff] : [0xff, 0xfe])
    {
      place = 2
    }
  }

  /// Whether the high bytes of UTF-16 come first, according to a mark or to two ASCII characters;
  /// nil if the text does not look like UTF-16.
  private static func order(_ head: [UInt8]) -> Bool? {
    if head.starts(with: [0xff, 0xfe]) { return false }
    if head.starts(with: [0xfe, 0xff]) { return true }
    guard head.count >= 4 else { return nil }
    let areZeros = head[..<4].map { $0 == 0 }
    if areZeros == [false, true, false, true] { return false }
    return areZeros == [true, false, true, false] ? true : nil
  }

  /// Decodes what waits, as far as there is room and characters are complete.
  private func decode(into out: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    var output = TextOutput(buffer: out)
    while place < pending.count, output.hasRoom {
      let isDecoded: Bool
      switch reading {
      case .open, .utf8, .strictUTF8: isDecoded = decodeUTF8(&output)
      case .windows1252: isDecoded = decodeByte(SingleByte.windows1252(pending[place]), &output)
      case .latin1: isDecoded = decodeByte(UInt32(pending[place]), &output)
      case .utf16(let isBigEndian): isDecoded = decodePair(isBigEndian, &output)
      }
      if isDecoded { continue }
      if isIncomplete, !isAtEnd { break }
      // The text before the fault is good.
      guard output.count == 0 else { break }
      throw .undecodable(file: name, line: 1, encoding: nameOfReading)
    }
    if place == pending.count {
      pending.removeAll(keepingCapacity: true)
      place = 0
    }
    return output.count
  }

  private func decodeUTF8(_ output: inout TextOutput) -> Bool {
    let step = pending.withUnsafeBufferPointer { UTF8Scan.step($0, place) }
    switch step {
    case .character(let length):
      for index in place..<(place + length) { output.append(pending[index]) }
      place += length
      if length > 1, case .open = reading { reading = .utf8 }
      return true
    case .incomplete where !isAtEnd: return false
    case .incomplete, .invalid: break
    }
    switch reading {
    case .strictUTF8: return false
    case .open:
      isWindows1252 = true
      foreignOffset = output.count
      reading = .windows1252
      return true
    default:
      if foreignBytes == 0 { foreignOffset = output.count }
      foreignBytes += 1
      let byte = pending[place]
      return decodeByte(SingleByte.windows1252(byte) ?? UInt32(byte), &output)
    }
  }

  private func decodeByte(_ scalar: UInt32?, _ output: inout TextOutput) -> Bool {
    guard let scalar else { return false }
    output.append(scalar: scalar)
    place += 1
    return true
  }

  private func decodePair(_ isBigEndian: Bool, _ output: inout TextOutput) -> Bool {
    guard let unit = unit(at: place, isBigEndian) else { return false }
    guard unit & 0xf800 == 0xd800 else {
      output.append(scalar: UInt32(unit))
      place += 2
      return true
    }
    guard unit & 0xfc00 == 0xd800, let low = self.unit(at: place + 2, isBigEndian),
      low & 0xfc00 == 0xdc00
    else { return false }
    output.append(scalar: 0x10000 + (UInt32(unit & 0x3ff) << 10 | UInt32(low & 0x3ff)))
    place += 4
    return true
  }

  private func unit(at index: Int, _ isBigEndian: Bool) -> UInt16? {
    guard index + 1 < pending.count else { return nil }
    let (first, second) = (UInt16(pending[index]), UInt16(pending[index + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }

  /// Whether more bytes could complete the character at `place`.
  private var isIncomplete: Bool {
    switch reading {
    case .open, .utf8, .strictUTF8:
      if case .incomplete = pending.withUnsafeBufferPointer({ UTF8Scan.step($0, place) }) {
        return true
      }
      return false
    case .utf16(let isBigEndian):
      let needsTwo = unit(at: place, isBigEndian).map { $0 & 0xfc00 == 0xd800 } ?? false
      return pending.count - place < (needsTwo ? 4 : 2)
    case .windows1252, .latin1: return false
    }
  }

  private var nameOfReading: String {
    switch reading {
    case .open, .utf8, .strictUTF8: "UTF-8"
    case .windows1252: encoding == nil ? "UTF-8 nor Windows-1252" : "Windows-1252"
    case .latin1: "Latin-1"
    case .utf16: "UTF-16"
    }
  }
}

/// UTF-8 that is written to a buffer.
private struct TextOutput {
  let buffer: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

  /// Whether another character of any length fits.
  var hasRoom: Bool { buffer.count - count >= 4 }

  mutating func append(_ byte: UInt8) {
    buffer[count] = byte
    count += 1
  }

  mutating func append(scalar: UInt32) {
    guard scalar >= 0x80 else { return append(UInt8(scalar)) }
    for byte in Unicode.Scalar(scalar).flatMap({ UTF8.encode($0) })
      ?? UTF8.encodedReplacementCharacter
    {
      append(byte)
    }
  }
}
