import TestSupport
import Fledgling
import FledglingStore

/// Made-up cases, of which many go on at once: a case that is often angry is lost in the end.
struct WatchedCases: Sendable {
  static let schema: Schema = {
    let fields = [
      Field("queue", .category), Field("replies", .number), Field("mood", .category),
      Field("at", .dateTime),
    ]
    guard let schema = try? Schema(fields: fields, target: "end", task: .classification) else {
      preconditionFailure("the names are unique")
    }
    return schema
  }()

  static let goal = MonitorGoal(bad: .labels(["lost"]), falseAlarmRate: 0.2)

  static func name(_ number: Int) -> String { "case \(number)" }

  static func count(_ number: Int) -> Int { 2 + number % 5 }

  static func isLost(_ number: Int) -> Bool { number % 3 == 0 }

  static func outcome(_ number: Int) -> Outcome { .label(isLost(number) ? "lost" : "solved") }

  static func order(_ step: Int) -> Double { Double(step) * 3 + 1 }

  static func values(_ number: Int, _ step: Int) -> [Value] {
    let isAngry = isLost(number) == ((number + step) % 4 != 3)
    return [
      .text(["billing", "sales", "returns"][number % 7 % 3]), .number(Double((number + step) % 6)),
      .text(isAngry ? "angry" : "calm"), .number(1.7e9 + Double(number * 60 + step * 7_000)),
    ]
  }

  static var monitor: EpisodeMonitor { EpisodeMonitor(schema: schema, goal: goal, seed: 7) }

  static func ledger(_ folder: Scratch, _ name: String = "cases") throws -> EpisodeLedger {
    try EpisodeLedger.create(folder.path(name), schema: schema, goal: goal, seed: 7)
  }

  /// Lives whole cases, one after the other.
  static func live(_ numbers: Range<Int>, _ monitor: DurableMonitor) throws {
    try monitor.together {
      for number in numbers {
        for step in 0..<count(number) {
          try monitor.step(values(number, step), of: name(number), at: order(step))
        }
        try monitor.finish(name(number), outcome: outcome(number))
      }
    }
  }

  static func live(_ numbers: Range<Int>, _ monitor: inout EpisodeMonitor) throws {
    for number in numbers {
      for step in 0..<count(number) {
        try monitor.step(values(number, step), of: name(number), at: order(step))
      }
      try monitor.finish(name(number), outcome: outcome(number))
    }
  }
}
