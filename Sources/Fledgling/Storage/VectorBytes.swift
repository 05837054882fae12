/// The stored form of a vector's numbers: their bits, little-endian.
package enum VectorBytes {
  package static func bytes(of numbers: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
      }
    }
    return bytes
  }

  /// The stored numbers; trailing bytes are ignored.
  package static func numbers(in bytes: [UInt8]) -> [Float] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { at in
      var bits: UInt32 = 0
      for byte in 0..<4 { bits |= UInt32(bytes[at + byte]) << UInt32(8 * byte) }
      return Float(bitPattern: bits)
    }
  }
}
