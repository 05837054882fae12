import Fledgling

/// Bars made of block characters.
enum Blocks {
  private static let lower: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let left: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  /// A column's character: empty for 0, full for 8 or more.
  static func column(_ eighths: Int) -> Character { lower[min(max(eighths, 0), 8)] }

  /// A horizontal bar whose full width stands for one.
  static func bar(_ share: Double, width: Int) -> String {
    guard share.isFinite else { return "" }
    let eighths = Int((min(max(share, 0), 1) * Double(width * 8)).rounded())
    let full = String(repeating: left[8], count: eighths / 8)
    return eighths % 8 == 0 ? full : full + String(left[eighths % 8])
  }
}

/// A learning curve over the logarithm of the number of examples, with baselines on its right.
struct CurveDrawing {
  private static let height = 4
  private static let widest = 64

  /// Values that look at no field.
  var baselines: [(name: String, value: Double?)] = []

  private let name: (Double?, Int) -> String
  private let unit: Double?
  private var columns: [(examples: Int, value: Double)] = []

  /// - Parameters:
  ///   - name: how a value is written, with how many decimals at most.
  ///   - unit: the ends of the scale are multiples of this.
  init(name: @escaping (Double?, Int) -> String, unit: Double?) {
    self.name = name
    self.unit = unit
  }

  /// Takes the values at the marks of a curve and at its end.
  mutating func add<Sums: Metrics>(
    _ curve: LearningCurve<Sums>, last: Sums, _ value: (Sums) -> Double?
  ) {
    var stretches = zip(curve.marks, curve.latestThirds).map { ($0.examples, $1) }
    if curve.marks.last?.examples != last.examples {
      let third = curve.marks.last { $0.examples * 3 <= last.examples * 2 }
      stretches.append((last.examples, third.map { last - $0 } ?? last))
    }
    columns = stretches.compactMap { stretch in value(stretch.1).map { (stretch.0, $0) } }
      .suffix(CurveDrawing.widest)
  }

  /// The drawing, indented by two spaces.
  var lines: [String] {
    let (low, high) = scale
    let labels = [name(high, 0), name(low, 0)]
    let margin = labels.map(\.count).max() ?? 0
    let levels = columns.map { column in
      max(1, Int((share(column.value, low, high) * Double(CurveDrawing.height * 8)).rounded()))
    }
    var lines = (0..<CurveDrawing.height).map { row in
      let floor = (CurveDrawing.height - 1 - row) * 8
      let label = row == 0 ? labels[0] : row == CurveDrawing.height - 1 ? labels[1] : ""
      let pad = String(repeating: " ", count: margin - label.count)
      let bars = String(levels.map { Blocks.column($0 - floor) })
      let line = "  \(pad)\(label) ┤\(bars)\(baselineNames(row, low, high))"
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    lines.append(String(repeating: " ", count: margin + 4) + axis)
    return lines
  }

  private var scale: (low: Double, high: Double) {
    let values = columns.map(\.value) + baselines.compactMap(\.value)
    guard var low = values.min(), var high = values.max() else { return (0, 1) }
    if let unit {
      low = (low / unit).rounded(.down) * unit
      high = (high / unit).rounded(.up) * unit
    } else {
      low = 0
    }
    return high > low ? (low, high) : (low, low + (unit ?? 1))
  }

  private func share(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(max((value - low) / (high - low), 0), 1)
  }

  private func baselineNames(_ row: Int, _ low: Double, _ high: Double) -> String {
    let names = baselines.compactMap { baseline -> String? in
      guard let value = baseline.value else { return nil }
      let height = Int(share(value, low, high) * Double(CurveDrawing.height))
      guard CurveDrawing.height - 1 - min(height, CurveDrawing.height - 1) == row else {
        return nil
      }
      return "\(baseline.name) \(name(value, 1))"
    }
    return names.isEmpty ? "" : Style.faint(" ◂ " + names.joined(separator: ", "))
  }

  private var axis: String {
    var text = ""
    for (index, column) in columns.enumerated() {
      let label = CurveDrawing.shortCount(column.examples)
      let isLast = index == columns.count - 1
      guard LearnReport.isMilestone(column.examples) || isLast else { continue }
      guard index >= text.count + (text.isEmpty ? 0 : 1) else { continue }
      text += String(repeating: " ", count: index - text.count) + label
    }
    return text
  }

  private static func shortCount(_ examples: Int) -> String {
    for (unit, letter) in [(1_000_000, "M"), (1_000, "k")]
    where examples >= unit && examples.isMultiple(of: unit) {
      return "\(examples / unit)\(letter)"
    }
    return NumberText.count(examples)
  }
}
