import Fledgling

/// Episodes of two ends whose twenty numbers wander, and lean to the end as it comes near.
struct Wanderers {
  static let fields = (0..<20).map { Field("x\($0)", .number) }
  private static let steps = 50

  private var random: Random
  private var places: [[Double]]
  let isBad: [Bool]

  /// So many episodes that go on together.
  init(_ count: Int, seed: UInt64) {
    var random = Random(seed: seed)
    places = (0..<count).map { _ in fieldsOf(&random) }
    isBad = (0..<count).map { _ in random.below(3) == 0 }
    self.random = random
  }

  /// The next step of one.
  mutating func step(_ episode: Int) -> [Value] {
    for field in places[episode].indices {
      let lean = isBad[episode] && field < 4 ? 0.02 : 0
      places[episode][field] = 0.95 * places[episode][field] + random.uniform() - 0.5 + lean
    }
    return places[episode].map { .number($0) }
  }
}

private func fieldsOf(_ random: inout Random) -> [Double] {
  (0..<20).map { _ in random.uniform() - 0.5 }
}

/// Steps a second on one core, learning included.
enum Pace {
  static func run(steps total: Int) throws {
    let schema = try Schema(fields: Wanderers.fields, target: "end", task: .classification)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(bad: .labels(["bad"])))
    var seconds = 0.0
    var last = (steps: 0, seconds: 0.0)
    var steps = 0
    var group = 0
    var longest = 0.0
    var half = (steps: 0, seconds: 0.0)
    Watching.say("| steps | steps a second since the line above | longest pause to learn, s |")
    Watching.say("|--:|--:|--:|")
    while steps < total {
      // Steps are made before the clock runs.
      var episodes = Wanderers(100, seed: UInt64(group))
      let names = (0..<100).map { "episode \(group * 100 + $0)" }
      let values = (0..<50).map { _ in (0..<100).map { episodes.step($0) } }
      let start = Watching.processorSeconds()
      for (order, row) in values.enumerated() {
        for (episode, step) in row.enumerated() {
          try monitor.step(step, of: names[episode], at: Double(order))
        }
      }
      for (episode, name) in names.enumerated() {
        let before = Watching.processorSeconds()
        try monitor.finish(name, outcome: .label(episodes.isBad[episode] ? "bad" : "good"))
        longest = max(longest, Watching.processorSeconds() - before)
      }
      seconds += Watching.processorSeconds() - start
      steps += 5_000
      group += 1
      if 2 * steps <= total { half = (steps, seconds) }
      guard steps % 50_000 == 0 || steps >= total else { continue }
      let pace = Double(steps - last.steps) / (seconds - last.seconds)
      Watching.say(
        "| \(steps) | \(Watching.text(pace, 0)) | \(Watching.text(longest, 2)) |")
      last = (steps, seconds)
      longest = 0
    }
    let later = Double(steps - half.steps) / (seconds - half.seconds)
    Watching.say("| after the first half | \(Watching.text(later, 0)) | |")
    Watching.say("| all | \(Watching.text(Double(steps) / seconds, 0)) | |")
  }
}

/// Memory of open episodes of twenty steps at twenty fields, after 200 others were learned.
enum OpenMemory {
  static func run(episodes count: Int) throws {
    let schema = try Schema(fields: Wanderers.fields, target: "end", task: .classification)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(bad: .labels(["bad"])))
    for group in 0..<2 {
      var episodes = Wanderers(100, seed: UInt64(group))
      for order in 0..<50 {
        for episode in 0..<100 {
          try monitor.step(
            episodes.step(episode), of: "learned \(group * 100 + episode)", at: Double(order))
        }
      }
      for (episode, isBad) in episodes.isBad.enumerated() {
        try monitor.finish(
          "learned \(group * 100 + episode)", outcome: .label(isBad ? "bad" : "good"))
      }
    }
    let before = Watching.residentMebibytes()
    var random = Random(seed: 1)
    let start = Watching.processorSeconds()
    for order in 0..<20 {
      for episode in 0..<count {
        let values = (0..<20).map { _ in Value.number(random.uniform()) }
        try monitor.step(values, of: "open \(episode)", at: Double(order))
      }
    }
    let seconds = Watching.processorSeconds() - start
    let after = Watching.residentMebibytes()
    Watching.say("| what | measured |")
    Watching.say("|---|--:|")
    Watching.say("| open episodes | \(monitor.openCount) |")
    Watching.say("| resident before, MiB | \(Watching.text(before, 0)) |")
    Watching.say("| resident with them, MiB | \(Watching.text(after, 0)) |")
    Watching.say(
      "| bytes an open episode | \(Watching.text((after - before) * 1_048_576 / Double(count), 0)) |"
    )
    Watching.say(
      "| steps a second, making them included | "
        + "\(Watching.text(Double(20 * count) / seconds, 0)) |")
  }
}
