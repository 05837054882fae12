/// The kind of bytes at some place as UTF-8.
enum UTF8Step {
  /// A character of this many bytes.
  case character(Int)
  /// The beginning of a character whose other bytes have not come yet.
  case incomplete
  case invalid
}

/// Checks UTF-8.
enum UTF8Scan {
  /// The character at a place.
  static func step(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> UTF8Step {
    let first = bytes[place]
    let length: Int
    // The second byte's range excludes what is overlong, a surrogate or beyond U+10FFFF.
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch first {
    case 0..<0x80: return .character(1)
    case 0xc2...0xdf: length = 2
    case 0xe0: (length, second) = (3, 0xa0...0xbf)
    case 0xed: (length, second) = (3, 0x80...0x9f)
    case 0xe1...0xef: length = 3
    case 0xf0: (length, second) = (4, 0x90...0xbf)
    case 0xf1...0xf3: length = 4
    case 0xf4: (length, second) = (4, 0x80...0x8f)
    default: return .invalid
    }
    for offset in 1..<length {
      guard place + offset < bytes.count else { return .incomplete }
      let byte = bytes[place + offset]
      guard offset == 1 ? second.contains(byte) : byte & 0xc0 == 0x80 else { return .invalid }
    }
    return .character(length)
  }

  /// How many bytes at the front are whole characters, and whether any is not ASCII.
  static func valid(_ bytes: UnsafeBufferPointer<UInt8>) -> (count: Int, hasOthers: Bool) {
    guard let base = bytes.baseAddress else { return (0, false) }
    let raw = UnsafeRawPointer(base)
    var place = 0
    var hasOthers = false
    while true {
      while place + 8 <= bytes.count,
        raw.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        place += 8
      }
      while place < bytes.count, bytes[place] < 0x80 { place += 1 }
      while place < bytes.count, bytes[place] >= 0x80 {
        guard case .character(let length) = step(bytes, place) else { return (place, hasOthers) }
        hasOthers = true
        place += length
      }
      if place == bytes.count { return (place, hasOthers) }
    }
  }
}

/// The characters of single bytes.
enum SingleByte {
  /// The scalars of 0x80 to 0x9f in Windows-1252; 0 where there is none.
  private static let windows: [UInt16] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
  ]

  /// The scalar of a byte in Windows-1252, or nil if it has none.
  static func windows1252(_ byte: UInt8) -> UInt32? {
    guard (0x80..<0xa0).contains(byte) else { return UInt32(byte) }
    let scalar = windows[Int(byte - 0x80)]
    return scalar == 0 ? nil : UInt32(scalar)
  }
}
