/// Appends the parts of a record as bytes: numbers little-endian, lengths in groups of seven bits.
struct RecordWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) { bytes.append(byte) }

  mutating func write(_ number: Double) { write(number.bitPattern) }

  mutating func write(_ bits: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
  }

  /// Bytes, after their number.
  mutating func write(_ bytes: [UInt8]) {
    write(length: bytes.count)
    self.bytes += bytes
  }

  mutating func write(_ text: String) {
    write(length: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(length: Int) {
    var rest = UInt64(length)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
