/// Reads UTF-8 as folded scalars, whatever the bytes.
///
/// Invalid UTF-8 becomes U+FFFD, one for each maximal part of a sequence (Unicode 16.0, section
/// 3.9).  Case is folded by rules for the scripts that have case, which are fixed here so that
/// every release of Swift gives the same features; full-width forms become ASCII; marks that only
/// join, direct or vary the display are left out; Latin letters followed by a common accent are
/// composed, so that both spellings are equal.
enum TextScalars {
  /// The kind of a scalar for tokenization.
  enum Kind: UInt8 {
    case space, letter, digit, capital, sign
    /// A letter of a script without spaces between words: a word of its own.
    case unspaced
    /// Left out.
    case ignored
  }

  /// The scalar that begins at `at`, and where the next one begins.
  @inline(__always)
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt32 {
    let first = UInt32(bytes[at])
    at += 1
    if first < 0x80 { return first }
    let length: Int
    var least: UInt8 = 0x80
    var most: UInt8 = 0xbf
    switch first {
    case 0xc2...0xdf: length = 1
    case 0xe0...0xef:
      length = 2
      if first == 0xe0 { least = 0xa0 }
      if first == 0xed { most = 0x9f }
    case 0xf0...0xf4:
      length = 3
      if first == 0xf0 { least = 0x90 }
      if first == 0xf4 { most = 0x8f }
    default: return 0xfffd
    }
    var scalar = first & (0x3f >> UInt32(length))
    for _ in 0..<length {
      guard at < bytes.count, bytes[at] >= least, bytes[at] <= most else { return 0xfffd }
      scalar = scalar << 6 | UInt32(bytes[at] & 0x3f)
      at += 1
      least = 0x80
      most = 0xbf
    }
    return scalar
  }

  /// The folded scalar and its kind.
  @inline(__always)
  static func fold(_ scalar: UInt32) -> (UInt32, Kind) {
    scalar < 0x80 ? foldASCII(scalar) : foldWide(scalar)
  }

  @inline(__always)
  private static func foldASCII(_ c: UInt32) -> (UInt32, Kind) {
    if c &- 0x61 < 26 { return (c, .letter) }
    if c <= 0x20 || c == 0x7f { return (0x20, .space) }
    if c &- 0x41 < 26 { return (c + 32, .capital) }
    if c &- 0x30 < 10 { return (c, .digit) }
    return (c, .sign)
  }

  private static func foldWide(_ c: UInt32) -> (UInt32, Kind) {
    switch c {
    case 0x80...0xbf:
      if c == 0x85 || c == 0xa0 { return (0x20, .space) }
      if c == 0xad { return (c, .ignored) }
      return (c, c == 0xaa || c == 0xb5 || c == 0xba ? .letter : .sign)
    case 0xc0...0xde: return c == 0xd7 ? (c, .sign) : (c + 32, .capital)
    case 0xf7: return (c, .sign)
    case 0x100...0x137, 0x14a...0x177, 0x1e00...0x1e95, 0x1ea0...0x1eff, 0x460...0x481,
      0x48a...0x4bf, 0x4d0...0x52f, 0x3d8...0x3ef, 0x200...0x21f, 0x222...0x233:
      return c & 1 == 0 ? (c + 1, .capital) : (c, .letter)
    case 0x139...0x148, 0x179...0x17e, 0x4c1...0x4ce, 0x1cd...0x1dc:
      return c & 1 == 1 ? (c + 1, .capital) : (c, .letter)
    case 0x178: return (0xff, .capital)
    case 0x1a0, 0x1a2, 0x1a4: return (c + 1, .capital)
    case 0x1af: return (0x1b0, .capital)
    case 0x386: return (0x3ac, .capital)
    case 0x388...0x38a: return (c + 37, .capital)
    case 0x38c: return (0x3cc, .capital)
    case 0x38e, 0x38f: return (c + 63, .capital)
    case 0x391...0x3ab: return (c + 32, .capital)
    // The last sigma of a word is a sigma.
    case 0x3c2: return (0x3c3, .letter)
    case 0x400...0x40f: return (c + 80, .capital)
    case 0x410...0x42f: return (c + 32, .capital)
    case 0x531...0x556: return (c + 48, .capital)
    case 0x10a0...0x10c5: return (c + 7_264, .capital)
    case 0x37e, 0x387, 0x55a...0x55f, 0x589...0x58f, 0x5be, 0x5c0, 0x5c3, 0x5c6, 0x5f3, 0x5f4,
      0x606...0x60f, 0x61b...0x61f, 0x66a...0x66d, 0x6d4, 0x964, 0x965, 0x1360...0x1368:
      // The Arabic letter mark only sets the direction.
      return (c, c == 0x61c ? .ignored : .sign)
    case 0x660...0x669: return (c - 0x660 + 0x30, .digit)
    case 0x6f0...0x6f9: return (c - 0x6f0 + 0x30, .digit)
    case 0x966...0x96f: return (c - 0x966 + 0x30, .digit)
    case 0x640: return (c, .ignored)
    case 0xe3f: return (c, .sign)
    case 0xe00...0xfff, 0x1000...0x109f, 0x1780...0x17ff, 0x1950...0x19df, 0x1a20...0x1aad,
      0xa9e0...0xa9ff, 0xaa60...0xaadf:
      return (c, .unspaced)
    case 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: return (0x20, .space)
    case 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0x180b...0x180f, 0xfe00...0xfe0f,
      0xfeff, 0xe0000...0xe0fff:
      return (c, .ignored)
    // Typographic quotes and dashes are those of ASCII.
    case 0x2018, 0x2019: return (0x27, .sign)
    case 0x201c, 0x201d: return (0x22, .sign)
    case 0x2010...0x2015: return (0x2d, .sign)
    case 0x2016...0x205e, 0x20a0...0x20cf, 0x2100...0x2bff, 0x2e00...0x2e7f, 0x3001...0x3004,
      0x3008...0x3020, 0x3030, 0x30fb, 0xe000...0xf8ff, 0xfe10...0xfe6f, 0xfff0...0xffff,
      0x1f000...0x1faff:
      return (c, .sign)
    case 0x3005...0x3007, 0x3021...0x302f, 0x3031...0x30fa, 0x30fc...0x30ff, 0x3100...0x312f,
      0x31a0...0x31bf, 0x31f0...0x31ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfaff,
      0xff66...0xff9f, 0x16f00...0x18dff, 0x1aff0...0x1b2ff, 0x20000...0x3ffff:
      return (c, .unspaced)
    case 0xff01...0xff5e: return foldASCII(c - 0xfee0)
    case 0x10400...0x10427: return (c + 40, .capital)
    default: return (c, .letter)
    }
  }

  /// The accents that are composed with Latin letters, and those letters.
  private static let accents: [(mark: UInt32, plain: StaticString, composed: StaticString)] = [
    (0x300, "aeiounwy", "àèìòùǹẁỳ"),
    (0x301, "aeiouycglnrswz", "áéíóúýćǵĺńŕśẃź"),
    (0x302, "aeiouycghjswz", "âêîôûŷĉĝĥĵŝŵẑ"),
    (0x303, "aeionuyv", "ãẽĩõñũỹṽ"),
    (0x304, "aeiou", "āēīōū"),
    (0x306, "aegiou", "ăĕğĭŏŭ"),
    (0x307, "cegz", "ċėġż"),
    (0x308, "aeiouy", "äëïöüÿ"),
    (0x30a, "au", "åů"),
    (0x30b, "ou", "őű"),
    (0x30c, "acdeginorstuz", "ǎčďěǧǐňǒřšťǔž"),
    (0x323, "aeiouy", "ạẹịọụỵ"),
    (0x327, "cgklnrst", "çģķļņŗşţ"),
    (0x328, "aeiu", "ąęįų"),
  ]

  /// The letter composed of a folded letter and a mark; `nil` if there is none.
  ///
  /// - Complexity: O(accents); marks are rare.
  static func compose(_ letter: UInt32, _ mark: UInt32) -> UInt32? {
    guard letter < 0x80, let found = accents.first(where: { $0.mark == mark }) else { return nil }
    let plain = Array(found.plain.description.unicodeScalars)
    guard let place = plain.firstIndex(where: { $0.value == letter }) else { return nil }
    let composed = Array(found.composed.description.unicodeScalars)
    return place < composed.count ? composed[place].value : nil
  }
}
