/// One line on the terminal that is written over again and again.
struct ProgressLine {
  private static let pause = 0.1

  private let start = System.seconds
  private var last = System.seconds
  private var isShown = false

  /// Whether the line is a tenth of a second old.
  var isDue: Bool { System.seconds - last >= ProgressLine.pause }

  /// Shows how far the work is.
  mutating func show(rows: Int, _ score: String) {
    last = System.seconds
    isShown = true
    let speed = NumberText.count(Int(Double(rows) / (last - start)))
    Terminal.show(
      "\r\u{1b}[2K\(NumberText.plural(rows, "row"))  \(speed) rows/s  \(score)")
  }

  /// Makes room for other lines.
  mutating func clear() {
    if isShown { Terminal.show("\r\u{1b}[2K") }
    isShown = false
  }
}
