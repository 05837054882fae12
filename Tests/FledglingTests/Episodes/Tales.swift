import Testing

@testable import Fledgling

/// An episode as it is lived: its steps, and how it stands.
struct Tale: Sendable {
  struct Step: Sendable {
    var order: Double
    var values: [Value]
  }

  enum End: Sendable {
    /// It ended; with an outcome, unless its steps tell.
    case told(Outcome?)
    /// Nobody will tell.
    case abandoned
    case open
  }

  var name: String
  var steps: [Step] = []
  var end = End.open

  /// Steps numbered from one.
  init(_ name: String, _ values: [[Value]] = [], end: End = .open) {
    self.name = name
    steps = values.enumerated().map { Step(order: Double($0 + 1), values: $1) }
    self.end = end
  }
}

extension EpisodeMonitor {
  /// Lives an episode's steps from one on.
  @discardableResult
  mutating func follow(_ tale: Tale, from start: Int = 0) throws -> [Forecast] {
    try tale.steps.dropFirst(start).map { try step($0.values, of: tale.name, at: $0.order) }
  }

  mutating func end(_ tale: Tale) throws {
    switch tale.end {
    case .told(let outcome): try finish(tale.name, outcome: outcome)
    case .abandoned: try abandon(tale.name)
    case .open: break
    }
  }

  mutating func live(_ tale: Tale) throws {
    try follow(tale)
    try end(tale)
  }

  /// The record that a tale becomes.
  func record(_ tale: Tale) -> EpisodeRecord {
    var record = EpisodeRecord(name: tale.name)
    for step in tale.steps {
      var cells: [UInt32] = []
      layout.append(step.values, to: &cells)
      record.append(order: step.order, cells: cells)
    }
    switch tale.end {
    case .told(let outcome): record.end = outcome.map { .outcome($0) } ?? .complete
    case .abandoned: record.end = .unknown
    case .open: break
    }
    return record
  }

  /// What living these tales and consolidating would make of a new monitor, without the values that
  /// are solved on the way.
  mutating func study(_ tales: some Sequence<Tale>) {
    for tale in tales {
      let record = record(tale)
      if record.end == .open {
        let place = open.begin(begun(tale.name))
        open[place].record = record
      } else {
        kept.add(record)
        names.insert(EpisodeMonitor.hash(tale.name))
      }
    }
    consolidate()
  }

  /// All that is known and how it is used, but not what was unlearned; without the checksum, which
  /// takes longer than all else.
  var essence: [UInt8] {
    var monitor = self
    monitor.forgotten = IDSet()
    return bytes(of: monitor)
  }
}

/// Episodes for a schema and a goal, and monitors that live them.
struct Saga: Sendable, CustomTestStringConvertible {
  let name: String
  let schema: Schema
  let goal: MonitorGoal
  let isTimed: Bool
  let tales: [Tale]

  var testDescription: String { name }

  func monitor() -> EpisodeMonitor { EpisodeMonitor(schema: schema, goal: goal, isTimed: isTimed) }

  /// A monitor that lived these tales, with the steps of all of them mingled.
  func lived(_ tales: [Tale], _ random: inout SplitMix64) throws -> EpisodeMonitor {
    var monitor = monitor()
    var running = tales.indices.filter { !tales[$0].steps.isEmpty }
    var next = [Int](repeating: 0, count: tales.count)
    while !running.isEmpty {
      let place = random.below(min(4, running.count))
      let tale = tales[running[place]]
      let step = tale.steps[next[running[place]]]
      try monitor.step(step.values, of: tale.name, at: step.order)
      next[running[place]] += 1
      if next[running[place]] == tale.steps.count {
        try monitor.end(tale)
        running.remove(at: place)
      }
    }
    return monitor
  }

  /// The monitor of tales that are lived in a random order by a few monitors, who are merged by a
  /// random tree.
  func merged(_ tales: [Tale], parts: Int, _ random: inout SplitMix64) throws -> EpisodeMonitor {
    var lives = [[Tale]](repeating: [], count: parts)
    for tale in tales.shuffled(using: &random) { lives[random.below(parts)].append(tale) }
    var monitors: [EpisodeMonitor] = []
    for life in lives { monitors.append(try lived(life, &random)) }
    while monitors.count > 1 {
      let one = monitors.remove(at: random.below(monitors.count))
      try monitors[random.below(monitors.count)].merge(one)
    }
    monitors[0].consolidate()
    return monitors[0]
  }
}

extension Saga {
  static let wildFields = [
    Field("number", .number), Field("category", .category), Field("flag", .boolean),
    Field("when", .dateTime), Field("text", .text), Field("vector", .vector, width: 4),
    Field("extreme", .number),
  ]

  static func wildValues(_ hidden: Double, _ random: inout SplitMix64) -> [Value] {
    let extremes: [Double] = [
      .nan, .infinity, -.infinity, 1e308, -1e308, 0, -0.0, .leastNonzeroMagnitude, 1,
    ]
    let words = ["late", "angry", "fine", "thanks", "🦉"]
    let values: [Value] = [
      .number(hidden + Double(random.normal())),
      .category("c\(random.below(20))"),
      .category(hidden > 0 ? "true" : "false"),
      .number(1.6e9 + Double(random.below(10_000_000))),
      .text((0..<4).map { _ in words[random.below(words.count)] }.joined(separator: " ")),
      .vector(random.floats(4, -1, 1)),
      .number(extremes[random.below(extremes.count)]),
    ]
    return values.map { random.below(6) == 0 ? .missing : $0 }
  }

  /// Episodes of every kind of field; one in eight is abandoned, one in eight goes on.
  private init(
    _ name: String, task: LearningTask, goal: MonitorGoal, isTimed: Bool = false, count: Int,
    seed: UInt64, end: (_ hidden: Double, inout SplitMix64) -> Outcome?
  ) throws {
    self.name = name
    self.goal = goal
    self.isTimed = isTimed
    schema = try Schema(fields: Saga.wildFields, target: "end", task: task)
    var random = SplitMix64(seed: seed)
    tales = (0..<count).map { index in
      let hidden = Double(random.normal())
      var tale = Tale("case \(index)")
      // Some begin at the same time.
      var order = Double(index / 3) * 100
      for _ in 0..<1 + random.below(9) {
        tale.steps.append(
          Tale.Step(order: order, values: Saga.wildValues(hidden, &random)))
        order += isTimed ? 0.5 + 30 * Double(random.uniform()) : 1
      }
      switch index % 8 {
      case 3: tale.end = .abandoned
      case 6: tale.end = .open
      default: tale.end = .told(end(hidden, &random))
      }
      return tale
    }
  }

  static func all(_ count: Int) throws -> [Saga] {
    [
      try Saga(
        "classes", task: .classification,
        goal: MonitorGoal(bad: .labels(["lost"]), falseAlarmRate: 0.2),
        count: count, seed: 1
      ) { hidden, random in
        .label(hidden > 0.5 ? "lost" : random.below(3) == 0 ? "sold" : "kept")
      },
      try Saga(
        "numbers", task: .regression, goal: MonitorGoal(bad: .above(12), falseAlarmRate: 0.2),
        count: count, seed: 2
      ) { hidden, random in .number(10 + 3 * hidden + Double(random.normal())) },
      try Saga(
        "remaining steps", task: .regression,
        goal: MonitorGoal(.remainingSteps, cap: 6, bad: .above(7), falseAlarmRate: 0.2),
        count: count, seed: 3
      ) { _, _ in nil },
      try Saga(
        "remaining time", task: .regression,
        goal: MonitorGoal(.remainingTime, bad: .below(20), falseAlarmRate: 0.2), isTimed: true,
        count: count, seed: 4
      ) { _, _ in nil },
    ]
  }
}
