import Fledgling

/// The one spelling of texts that look alike.
///
/// Classes, categories and what is compared with them go through here, whether they come from a table,
/// a ledger or the command line.
public enum CanonicalText {
  /// The spelling by which a class or a category is known.
  ///
  /// Blanks around the text and characters that are not seen are dropped, spaces of other widths are
  /// plain ones, a letter and its accent are one character (NFC), and a whole number has no fraction
  /// of zeros, so that `1`, `1.0` and `1,0` are one.  Case matters, and so do leading zeros.
  public static func label(_ text: String) -> String {
    var text = text
    return text.withUTF8 { label($0.trimmed) }
  }

  /// The text without blanks and invisible characters around it, as ids are compared.
  public static func trimmed(_ text: String) -> String {
    var text = text
    return text.withUTF8 { String(decoding: $0.trimmed, as: UTF8.self) }
  }

  /// The canonical spelling of trimmed bytes.
  static func label(_ text: UnsafeBufferPointer<UInt8>) -> String {
    guard text.isASCII else { return composed(String(decoding: text, as: UTF8.self)) }
    guard let whole = wholeNumber(text) else { return String(decoding: text, as: UTF8.self) }
    return String(decoding: whole, as: UTF8.self)
  }

  /// The digits of a whole number that is written with a fraction of zeros, or with a minus before a
  /// zero; `nil` for any other text.
  @inline(__always)
  static func wholeNumber(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8>? {
    guard let last = text.last, last == UInt8(ascii: "0") || last == UInt8(ascii: ".") else {
      return nil
    }
    var end = text.count
    while end > 0, text[end - 1] == UInt8(ascii: "0") { end -= 1 }
    let isNegative = text[0] == UInt8(ascii: "-")
    if end == (isNegative ? 1 : 0) {
      // Zeros alone; more than one are a code.
      let digits = UnsafeBufferPointer(rebasing: text[end...])
      return isNegative && digits.count == 1 ? digits : nil
    }
    let mark = text[end - 1]
    guard mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","), end > 1 else { return nil }
    let whole = UnsafeBufferPointer(rebasing: text[..<(end - 1)])
    let digits = UnsafeBufferPointer(rebasing: whole[(isNegative ? 1 : 0)...])
    guard !digits.isEmpty, digits.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
    // 1,000 is a thousand, 1,0 is one.
    if mark == UInt8(ascii: ","), text.count - end == 3 { return nil }
    if digits.count > 1, digits[0] == UInt8(ascii: "0") { return nil }
    return isNegative && digits.count == 1 && digits[0] == UInt8(ascii: "0") ? digits : whole
  }

  /// The text without invisible characters, with plain spaces and composed letters.
  private static func composed(_ text: String) -> String {
    var result = ""
    for character in text {
      let scalars = character.unicodeScalars
      guard scalars.count > 1 else {
        guard let scalar = scalars.first, !WideBlank.isInvisible(scalar) else { continue }
        result.unicodeScalars.append(
          WideBlank.isSpace(scalar) ? " " : Composition.singleton(scalar))
        continue
      }
      let visible = String.UnicodeScalarView(scalars.filter { !WideBlank.isInvisible($0) })
      if let letter = Composition.letter(visible) {
        result.unicodeScalars.append(letter)
      } else {
        result.unicodeScalars.append(contentsOf: visible)
      }
    }
    var canonical = result
    return canonical.withUTF8 { bytes in
      let bytes = bytes.trimmed
      return String(decoding: wholeNumberIfASCII(bytes) ?? bytes, as: UTF8.self)
    }
  }

  private static func wholeNumberIfASCII(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8>? { text.isASCII ? wholeNumber(text) : nil }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether no byte has its highest bit set.
  @inline(__always)
  var isASCII: Bool {
    var bits: UInt8 = 0
    for byte in self { bits |= byte }
    return bits < 0x80
  }
}

/// Composes letters and their marks.
///
/// The standard library compares texts as if they were composed, but gives out no composed text; so the
/// composed letters are put into a dictionary, in which the others then find them.
private enum Composition {
  /// Latin, Greek, Cyrillic, Indic, kana and Hangul letters that have a composed form.
  private static let ranges: [ClosedRange<UInt32>] = [
    0xc0...0x24f, 0x370...0x4ff, 0x622...0x6d3, 0x929...0x9cc, 0xb48...0xddf, 0x1e00...0x1fff,
    0x304c...0x30fe, 0xac00...0xd7a3,
  ]

  /// Made when the first letter with a mark is met.
  private static let letters: [String: Unicode.Scalar] = {
    var letters: [String: Unicode.Scalar] = [:]
    for scalar in ranges.joined().compactMap(Unicode.Scalar.init) {
      // Where two are the same, the first is the usual one.
      let letter = String(Character(scalar))
      if letters[letter] == nil { letters[letter] = scalar }
    }
    return letters
  }()

  /// The only scalar that a letter and its marks are; `nil` if there is none.
  static func letter(_ scalars: String.UnicodeScalarView) -> Unicode.Scalar? {
    guard scalars.count > 1 else { return scalars.first }
    return letters[String(scalars)]
  }

  /// The letter that a scalar is the same as: the sign of the ångström is an Å.
  static func singleton(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x212a: "K"
    case 0x2126, 0x212b, 0x1f00...0x1fff: letters[String(Character(scalar))] ?? scalar
    default: scalar
    }
  }
}
