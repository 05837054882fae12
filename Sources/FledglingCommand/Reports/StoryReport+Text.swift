import Fledgling

extension StoryReport {
  private static let width = 64
  private static let height = 4

  /// The value along the episode, and what moved it most.
  func lines(_ monitor: EpisodeMonitor) -> [String] {
    let title = Style.bold("Episode \"\(name.onOneLine)\"")
    switch story {
    case .failure(let error): return [title, "  \(error.description.onOneLine)"]
    case .success(let story):
      let words = monitor.goal.bad == nil ? "prediction" : "risk of a bad end"
      let heading = title + Style.faint(" – \(words), step by step")
      return [heading] + drawing(story, monitor) + moments(story, monitor)
    }
  }

  private func drawing(_ story: EpisodeExplanation, _ monitor: EpisodeMonitor) -> [String] {
    let values = story.values
    let count = min(StoryReport.width, values.count)
    guard count > 0 else { return ["  no steps"] }
    let isShare = monitor.valueIsShare
    let low = isShare ? 0 : min(0, values.min() ?? 0)
    let high = isShare ? 1 : max(values.max() ?? 1, low + 1e-9)
    let eighths = (0..<count).map { column in
      let value = values[(column + 1) * values.count / count - 1]
      let share = min(max((value - low) / (high - low), 0), 1)
      return max(1, Int((share * Double(StoryReport.height * 8)).rounded()))
    }
    func name(_ value: Double) -> String {
      isShare ? NumberText.percent(value, 0) : NumberText.short(value)
    }
    let margin = max(name(low).count, name(high).count)
    var lines = (0..<StoryReport.height).map { row in
      let floor = (StoryReport.height - 1 - row) * 8
      let label = row == 0 ? name(high) : row == StoryReport.height - 1 ? name(low) : ""
      let pad = String(repeating: " ", count: margin - label.count)
      let line = "  \(pad)\(label) ┤" + String(eighths.map { Blocks.column($0 - floor) })
      return StoryReport.cut(line)
    }
    // Which columns the moments are in.
    var marks = [Character](repeating: " ", count: count)
    for moment in story.moments where moment.step >= 1 {
      let column = (moment.step * count + values.count - 1) / values.count - 1
      marks[min(max(column, 0), count - 1)] = "▲"
    }
    let line = String(repeating: " ", count: margin + 4) + String(marks)
    if !story.moments.isEmpty { lines.append(StoryReport.cut(line)) }
    return lines
  }

  /// A line without spaces at its end.
  private static func cut(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  private func moments(_ story: EpisodeExplanation, _ monitor: EpisodeMonitor) -> [String] {
    guard !story.moments.isEmpty else { return ["  no step changed it much"] }
    let order = OrderText(isTimed: monitor.isTimed)
    func name(_ value: Double) -> String {
      monitor.valueIsShare ? NumberText.percent(value) : NumberText.short(value)
    }
    var table = TextTable([
      ("step", .right), ("at", .left), ("before", .right), ("after", .right), ("driven by", .left),
    ])
    for moment in story.moments {
      table.add([
        NumberText.count(moment.step), order.text(moment.order), name(moment.before),
        name(moment.after),
        moment.causes.prefix(3).map(\.field).joined(separator: ", "),
      ])
    }
    return table.lines
  }
}
