import Fledgling

/// Reports alarms and loops as they are found, but not thousands of them.
struct AlarmPrinter {
  private static let shown = 20

  private let isQuiet: Bool
  private(set) var alarms = 0
  private(set) var loops = 0
  private var told = 0
  private var untold = 0

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Counts what is new in an forecast of an episode, which may be in a loop already.
  ///
  /// - Returns: the lines that report it.
  mutating func note(_ forecast: Forecast, of episode: String, isLooping: Bool) -> [String] {
    var lines: [String] = []
    let place = "episode \"\(episode)\", step \(NumberText.count(forecast.step))"
    if let alarm = forecast.alarm, alarm.step == forecast.step {
      alarms += 1
      lines.append("alarm: \(place): \(alarm.words)")
    }
    if let loop = forecast.loop, !isLooping {
      loops += 1
      lines.append("loop: \(place): \(loop.words)")
    }
    guard !isQuiet else { return [] }
    let room = max(0, AlarmPrinter.shown - told)
    told += min(room, lines.count)
    untold += max(0, lines.count - room)
    return Array(lines.prefix(room))
  }

  /// Says how many there were if not all were told.
  func finish() {
    guard untold > 0 else { return }
    Terminal.complain("and \(NumberText.plural(untold, "alarm or loop", "alarms or loops")) more")
  }
}

extension Alarm {
  /// The risk, how rare it is among good episodes, and what drives it.
  var words: String {
    var text =
      "\(NumberText.percent(risk, 0)) risk of a bad end (reached by only "
      + "\(NumberText.percent(pValue)) of good episodes)"
    let steps = Int(min(1e9, saving).rounded())
    if steps > 0 { text += "; stopping now saves about \(NumberText.plural(steps, "step"))" }
    let fields = causes.prefix(3).map(\.field)
    return fields.isEmpty ? text : text + "; driven by \(fields.joined(separator: ", "))"
  }
}

extension Loop {
  /// What comes again, since when and how often.
  var words: String {
    let fields = fields.isEmpty ? "" : " in \(Array(fields.prefix(3)).quotedList)"
    let since = "since step \(NumberText.count(firstStep))"
    return switch kind {
    case .repetition: "the same step \(NumberText.count(rounds)) times \(since)\(fields)"
    case .pingPong: "to and fro \(NumberText.count(rounds)) times \(since)\(fields)"
    case .cycle:
      "\(NumberText.plural(period, "step")) again and again, \(NumberText.count(rounds)) times "
        + "\(since)\(fields)"
    case .stagnation: "nothing new \(since)\(fields)"
    }
  }
}
