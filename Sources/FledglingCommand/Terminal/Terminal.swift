#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The person at the other end of standard error, if there is one.
enum Terminal {
  /// Whether standard error is a terminal that understands control sequences.
  static let isInteractive: Bool = {
    guard isatty(2) == 1, let name = getenv("TERM") else { return false }
    return String(cString: name) != "dumb"
  }()

  /// Whether standard output is a terminal, so that a report is seen.
  static let isSeen: Bool = isatty(1) == 1

  /// Whether the report may be printed with bold and faint type.
  static let hasStyles: Bool = isatty(1) == 1 && isInteractive && getenv("NO_COLOR") == nil

  /// Writes a line to standard error.
  static func complain(_ line: String) { show(line + "\n") }

  /// Writes to standard error as it is; failures are ignored.
  static func show(_ text: String) {
    var text = text
    text.withUTF8 { _ = System.write(UnsafeRawBufferPointer($0), to: 2) }
  }
}

/// Type on a terminal.
enum Style: String {
  case bold = "1"
  case faint = "2"

  /// The text in this type, if the terminal has it.
  func callAsFunction(_ text: String) -> String {
    Terminal.hasStyles ? "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" : text
  }

  /// The line that heads a part of a report.
  static func section(_ title: String, _ remark: String? = nil) -> [String] {
    [Style.bold(title) + (remark.map { Style.faint(" – \($0)") } ?? "")]
  }
}
