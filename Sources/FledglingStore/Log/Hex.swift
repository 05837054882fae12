/// Bytes as lower-case hexadecimal digits.
enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The bytes that a text spells; `nil` for any other text, upper-case digits included.
  static func bytes(_ text: String) -> [UInt8]? {
    let nibbles = text.utf8.compactMap { digits.firstIndex(of: $0) }
    guard nibbles.count == text.utf8.count, nibbles.count % 2 == 0 else { return nil }
    return stride(from: 0, to: nibbles.count, by: 2).map {
      UInt8(nibbles[$0] << 4 | nibbles[$0 + 1])
    }
  }
}
