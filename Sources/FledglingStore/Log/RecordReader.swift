/// The reason why bytes are not a record.
struct RecordFault: Error {
  let reason: String
}

/// Reads what ``RecordWriter`` wrote, never beyond the end.
struct RecordReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  private func require(_ count: Int) throws(RecordFault) {
    guard count <= bytes.count - position else {
      throw RecordFault(reason: "it ends at byte \(bytes.count), where more was expected")
    }
  }

  mutating func readByte() throws(RecordFault) -> UInt8 {
    try require(1)
    defer { position += 1 }
    return bytes[position]
  }

  mutating func readBits() throws(RecordFault) -> UInt64 {
    try require(8)
    var bits: UInt64 = 0
    for index in 0..<8 { bits |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += 8
    return bits
  }

  mutating func readNumber() throws(RecordFault) -> Double {
    Double(bitPattern: try readBits())
  }

  mutating func readLength() throws(RecordFault) -> Int {
    var length = 0
    // Four groups hold every length there may be.
    for shift in [0, 7, 14, 21] {
      let byte = try readByte()
      length |= Int(byte & 0x7f) << shift
      if byte < 0x80 { return length }
    }
    throw RecordFault(reason: "the length before byte \(position) has too many digits")
  }

  mutating func readBytes() throws(RecordFault) -> [UInt8] {
    let length = try readLength()
    try require(length)
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  mutating func readText() throws(RecordFault) -> String {
    let length = try readLength()
    try require(length)
    defer { position += length }
    guard let text = String(validating: bytes[position..<position + length], as: UTF8.self) else {
      throw RecordFault(reason: "the text at byte \(position) is no UTF-8")
    }
    return text
  }
}
