/// Remarks and progress on standard error, which `--quiet` suppresses; warnings and errors are shown
/// all the same.
struct Notes {
  let isQuiet: Bool

  /// Whether progress can be seen.
  var showsProgress: Bool { !isQuiet && Terminal.isInteractive }

  /// Shows a remark.
  func show(_ text: String) { say("note: \(text)") }

  /// Shows a line as it is.
  func say(_ line: String) {
    if !isQuiet { Terminal.complain(line.onOneLine) }
  }
}
