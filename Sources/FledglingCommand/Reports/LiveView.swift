import Fledgling

/// The episodes that are worth a look, on the terminal, drawn anew again and again.
struct LiveView {
  private static let shown = 8
  /// So many places are kept for the riskiest; the others are for the latest.
  private static let risky = 4
  private static let pause = 0.2
  private static let nameWidth = 20
  private static let curveWidth = 24

  private struct Place {
    let name: String
    var forecast: Forecast
    var age: Int
  }

  private let start = System.seconds
  private var last = System.seconds
  private var places: [Place] = []
  private var notes = 0
  private var lines = 0

  /// Takes notice of a step.
  mutating func note(_ forecast: Forecast, of episode: String) {
    notes += 1
    let place = Place(name: episode, forecast: forecast, age: notes)
    if let index = places.firstIndex(where: { $0.name == episode }) {
      places[index] = place
    } else if places.count < LiveView.shown {
      places.append(place)
    } else if let index = leastWorth {
      places[index] = place
    }
  }

  /// The place of the oldest of those that are not among the riskiest.
  private var leastWorth: Int? {
    func worth(_ index: Int) -> (Double, Int) {
      (places[index].forecast.risk ?? 0, places[index].age)
    }
    let byRisk = places.indices.sorted { worth($0) > worth($1) }
    return byRisk.dropFirst(LiveView.risky).min { places[$0].age < places[$1].age }
  }

  /// Forgets an episode that ended.
  mutating func remove(_ episode: String) { places.removeAll { $0.name == episode } }

  /// Draws the episodes if the drawing is old.
  mutating func show(_ monitor: EpisodeMonitor, rows: Int) {
    guard rows & 15 == 0, System.seconds - last >= LiveView.pause else { return }
    clear()
    last = System.seconds
    let speed = NumberText.count(Int(Double(rows) / (last - start)))
    var text = "\(NumberText.plural(rows, "row"))  \(speed) rows/s\n"
    for place in places.sorted(by: { $0.name < $1.name }) { text += line(place, monitor) + "\n" }
    lines = places.count + 1
    Terminal.show(text)
  }

  private func line(_ place: Place, _ monitor: EpisodeMonitor) -> String {
    let name = place.name.onOneLine.prefix(LiveView.nameWidth)
    let step = "\(place.forecast.step)"
    let curve = monitor.curve(of: place.name)
    let isShare = place.forecast.risk != nil || monitor.schema.task == .classification
    let drawn = Sparkline.draw(
      curve, width: LiveView.curveWidth, scale: isShare ? 0...1 : nil)
    let value =
      isShare
      ? NumberText.percent(place.forecast.value, 0) : NumberText.short(place.forecast.value)
    var text = "  " + name + pad(name.count, LiveView.nameWidth)
    text += pad(step.count, 7) + step + "  " + drawn + pad(drawn.count, LiveView.curveWidth)
    text += pad(value.count, 9) + value
    if place.forecast.alarm != nil { text += "  alarm" }
    if place.forecast.loop != nil { text += "  loop" }
    return text
  }

  private func pad(_ count: Int, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count))
  }

  /// Makes room for other lines.
  mutating func clear() {
    if lines > 0 { Terminal.show("\u{1b}[\(lines)A\r\u{1b}[J") }
    lines = 0
  }
}

/// A curve one character high.
enum Sparkline {
  /// Numbers from left to right, in so many characters at most.
  ///
  /// The lowest and the highest block stand for the ends of the scale, by default the least and the
  /// greatest number.
  static func draw(_ values: [Double], width: Int, scale: ClosedRange<Double>? = nil) -> String {
    guard !values.isEmpty, width > 0 else { return "" }
    let low = scale?.lowerBound ?? values.min() ?? 0
    let high = scale?.upperBound ?? values.max() ?? 1
    let count = min(width, values.count)
    return String(
      (0..<count).map { column in
        // The last column is the last number.
        let value = values[(column + 1) * values.count / count - 1]
        let share = high > low ? (value - low) / (high - low) : 0.5
        guard share.isFinite else { return " " }
        return Blocks.column(1 + Int((min(max(share, 0), 1) * 7).rounded()))
      })
  }
}
