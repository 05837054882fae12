/// How the characters of a table are written as bytes.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  /// UTF-8, with or without a byte order mark.
  case utf8 = "utf-8"
  /// UTF-16 in the order that the byte order mark says; little-endian without one.
  case utf16 = "utf-16"
  /// UTF-16, the low byte first.
  case utf16LittleEndian = "utf-16le"
  /// UTF-16, the high byte first.
  case utf16BigEndian = "utf-16be"
  /// Windows-1252, the encoding of Western European versions of Windows.
  case windows1252 = "windows-1252"
  /// ISO 8859-1: each byte is the scalar of its number.
  case latin1 = "latin-1"

  /// The encoding of a name in any case: that of a case, or one of the usual other names such as
  /// `utf8`, `cp1252` and `iso-8859-1`.
  public init?(name: String) {
    let name = name.lowercased()
    if let known = TextEncoding(rawValue: name) {
      self = known
      return
    }
    switch name {
    case "utf8": self = .utf8
    case "utf16": self = .utf16
    case "utf16le": self = .utf16LittleEndian
    case "utf16be": self = .utf16BigEndian
    case "cp1252", "windows1252": self = .windows1252
    case "latin1", "iso-8859-1", "iso8859-1": self = .latin1
    default: return nil
    }
  }
}
