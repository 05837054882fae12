/// Rows that could not be used: how many, and why the first ones.
struct SkippedRows {
  private static let shown = 5

  private(set) var count = 0
  /// The reasons for the first five, with file and line.
  private(set) var first: [String] = []

  mutating func add(_ reason: String) {
    count += 1
    if first.count < SkippedRows.shown { first.append(reason) }
  }

  /// The lines of a report about them; `what` says why they were not used.  No lines if there are none.
  func lines(_ what: String) -> [String] {
    guard count > 0 else { return [] }
    return ["\(NumberText.plural(count, "row")) \(what):"]
      + first.map { "  \($0.onOneLine)" } + (count > first.count ? ["  …"] : [])
  }
}
