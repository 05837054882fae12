import Fledgling

/// How often good episodes raise an alarm where one in twenty may, by when one looks.
///
/// Four numbers wander; three episodes in ten end badly.  Their end is either independent of the steps,
/// or shifts the first number as the end comes near.  Each monitor learns until it knows so many good
/// episodes, is consolidated, and judges others.
enum FalseAlarms {
  /// What is generated.
  struct Kind {
    let name: String
    let shift: Double
    let lengths: ClosedRange<Int>
  }

  private static let kinds = [
    Kind(name: "independent, 20 to 60 steps", shift: 0, lengths: 20...60),
    Kind(name: "weakly dependent, 20 to 60 steps", shift: 1, lengths: 20...60),
    Kind(name: "weakly dependent, 100 to 300 steps", shift: 1, lengths: 100...300),
  ]
  private static let sizes = [100, 300, 1_000]
  private static let fields = (0..<4).map { Field("x\($0)", .number) }

  static func run(monitors: Int, judged: Int) throws {
    Watching.say(
      "\(monitors) monitors, each judging \(judged) good episodes; false alarms in %, with 95 % "
        + "intervals over monitors; 5 % asked")
    Watching.say("")
    Watching.say(
      "| episodes | good ones learned | every step | every 10th step and the end | half-time and end "
        + "| by half-time | bad ones caught |")
    Watching.say("|---|--:|--:|--:|--:|--:|--:|")
    for kind in kinds {
      for size in sizes where kind.lengths.upperBound < 100 || size == 300 {
        var seen = Looks.allCases.map { _ in [Double]() }
        var caught: [Double] = []
        for number in 0..<monitors {
          let run = try rates(kind, size, judged, seed: UInt64(1_000 * size + number))
          for (place, rate) in run.good.enumerated() { seen[place].append(rate) }
          caught.append(run.caught)
        }
        let cells = (seen + [caught]).map(MeanInterval.init).map {
          "\(Watching.text(100 * $0.mean, 2)) ± \(Watching.text(100 * $0.half, 2))"
        }
        Watching.say("| \(kind.name) | \(size) | \(cells.joined(separator: " | ")) |")
      }
    }
  }

  /// When one looks; an alarm stays once it is raised.
  enum Looks: CaseIterable {
    case everyStep, everyTenth, halfAndEnd, half

    func includes(_ step: Int, of count: Int) -> Bool {
      switch self {
      case .everyStep: true
      case .everyTenth: step % 10 == 0 || step == count
      case .halfAndEnd: step == (count + 1) / 2 || step == count
      case .half: step == (count + 1) / 2
      }
    }
  }

  /// The shares of good episodes with an alarm, by when one looks, and of bad ones.
  private static func rates(
    _ kind: Kind, _ size: Int, _ judged: Int, seed: UInt64
  ) throws -> (good: [Double], caught: Double) {
    let schema = try Schema(fields: fields, target: "end", task: .classification)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(bad: .labels(["bad"]), falseAlarmRate: 0.05))
    var random = Random(seed: seed)
    var number = 0
    var good = 0
    while good < size {
      let isBad = random.below(10) < 3
      good += isBad ? 0 : 1
      let name = "episode \(number)"
      for (order, step) in episode(kind, isBad, &random).enumerated() {
        try monitor.step(step, of: name, at: Double(order))
      }
      try monitor.finish(name, outcome: .label(isBad ? "bad" : "good"))
      number += 1
    }
    monitor.consolidate()
    var alarms = Looks.allCases.map { _ in 0 }
    var caught = 0
    for number in 0..<judged + judged / 2 {
      let isBad = number >= judged
      let steps = episode(kind, isBad, &random)
      var seen = Looks.allCases.map { _ in false }
      var isRaised = false
      for (order, step) in steps.enumerated() {
        let forecast = try monitor.step(step, of: "asked", at: Double(order))
        guard forecast.alarm != nil else { continue }
        isRaised = true
        for (place, looks) in Looks.allCases.enumerated()
        where looks.includes(order + 1, of: steps.count) {
          seen[place] = true
        }
      }
      monitor.dismiss("asked")
      if isBad {
        caught += isRaised ? 1 : 0
      } else {
        for place in seen.indices { alarms[place] += seen[place] ? 1 : 0 }
      }
    }
    return (
      alarms.map { Double($0) / Double(judged) }, Double(caught) / Double(max(1, judged / 2))
    )
  }

  private static func episode(
    _ kind: Kind, _ isBad: Bool, _ random: inout Random
  ) -> [[Value]] {
    let spread = kind.lengths.upperBound - kind.lengths.lowerBound + 1
    let count = kind.lengths.lowerBound + random.below(spread)
    var places = fields.map { _ in random.normal() }
    return (0..<count).map { step in
      for field in places.indices {
        places[field] = 0.8 * places[field] + 0.6 * random.normal()
      }
      let shift = isBad ? kind.shift * Double(step) / Double(count) : 0
      return places.enumerated().map { .number($1 + ($0 == 0 ? shift : 0)) }
    }
  }
}
