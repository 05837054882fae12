/// Blanks and invisible characters beyond ASCII, as bytes of UTF-8.
enum WideBlank {
  /// How many bytes such a character has that begins here; `nil` where none does.
  static func length(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int? {
    guard place < text.count, text[place] >= 0xc2 else { return nil }
    let left = text.count - place
    switch text[place] {
    case 0xc2:
      // Next line, no-break space, soft hyphen.
      return left >= 2 && [0x85, 0xa0, 0xad].contains(text[place + 1]) ? 2 : nil
    case 0xe1: return left >= 3 && text[place + 1] == 0x9a && text[place + 2] == 0x80 ? 3 : nil
    case 0xe2:
      guard left >= 3 else { return nil }
      let (middle, last) = (text[place + 1], text[place + 2])
      // Spaces of all widths, zero-width characters, marks of direction; word joiner.
      let isBlank =
        middle == 0x80
        ? (0x80...0x8f).contains(last) || (0xa8...0xaf).contains(last)
        : middle == 0x81 && (0x9f...0xaf).contains(last)
      return isBlank ? 3 : nil
    case 0xe3: return left >= 3 && text[place + 1] == 0x80 && text[place + 2] == 0x80 ? 3 : nil
    case 0xef: return left >= 3 && text[place + 1] == 0xbb && text[place + 2] == 0xbf ? 3 : nil
    default: return nil
    }
  }

  /// Whether a scalar is not seen and means nothing within a word: soft hyphens, zero-width spaces,
  /// marks of direction and byte-order marks.
  ///
  /// Zero-width joiners are not among them, as they make other letters and pictures.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xad, 0x200b, 0x200e, 0x200f, 0x202a...0x202e, 0x2060...0x2064, 0x2066...0x206f, 0xfeff:
      true
    default: false
    }
  }

  /// Whether a scalar beyond ASCII is a space within a line.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xa0, 0x1680, 0x2000...0x200a, 0x202f, 0x205f, 0x3000: true
    default: false
    }
  }
}
