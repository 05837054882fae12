/// Complains about rows, but not about thousands of them.
struct FaultWarnings {
  private static let shown = 20
  private var count = 0
  private let fate: String

  /// - Parameter fate: what is said of the rows that could not be read.
  init(_ fate: String) { self.fate = fate }

  mutating func show(_ reason: String) {
    count += 1
    if count <= FaultWarnings.shown { Terminal.complain("warning: \(reason.onOneLine)") }
  }

  /// Says how many there were if not all were shown.
  func finish() {
    guard count > FaultWarnings.shown else { return }
    Terminal.complain("warning: \(NumberText.count(count)) rows in all \(fate)")
  }
}
