/// The targets that an episode's end gives to each of its steps.
struct ValueTargets: Sendable, Hashable {
  /// The integer that represents one.
  static let unit: Float = 256
  /// The number of levels of an amount whose probabilities of being exceeded are predicted.
  static let levelCount = 24
  /// The maximum number of targets.
  static let targetLimit = Schema.classLimit + 1
  /// The maximum distance of an amount from its mean, in units of ``scale``.
  private static let reach = 4_096.0

  let goal: MonitorGoal
  let isClassified: Bool
  /// The number of classes; 0 for amounts.
  var classes = 0
  /// For an amount: levels, ascending, the scale of its mean, and its extremes.
  private(set) var levels: [Double] = []
  private(set) var scale = 1.0
  private(set) var least = 0.0
  private(set) var most = 0.0
  /// The share of amounts at the maximum, among those beyond the last level.
  private(set) var atTop = 0.0
  /// The typical number of remaining steps, used as their unit.
  private(set) var stepScale = 1.0

  init(goal: MonitorGoal, task: LearningTask) {
    self.goal = goal
    isClassified = goal.target == .outcome && task == .classification
  }

  /// The number of targets: the remaining steps; then the classes, or the mean and the levels.
  var targets: Int { 1 + (isClassified ? classes : 1 + levels.count) }

  /// The places of the classes or levels among the targets.
  var shares: Range<Int> { (isClassified ? 1 : 2)..<targets }

  /// The remaining amount after a step of an episode that ended, or its outcome; `nil` for classes,
  /// or if the end is unknown.
  func amount(_ record: EpisodeRecord, after step: Int) -> Double? {
    switch (goal.target, record.end) {
    case (.outcome, .outcome(.number(let number))): return number
    case (.remainingSteps, .complete), (.remainingSteps, .unknown):
      return capped(Double(record.count - 1 - step))
    case (.remainingTime, .complete), (.remainingTime, .unknown):
      guard let last = record.orders.last else { return nil }
      return capped(last - record.orders[step])
    default: return nil
    }
  }

  /// Whether an episode ended badly.
  func isBad(_ record: EpisodeRecord) -> Bool {
    guard let last = record.orders.last, let first = record.orders.first else { return false }
    switch record.end {
    case .outcome(let outcome): return goal.isBad(outcome)
    case .complete:
      let isTime = goal.target == .remainingTime
      return goal.isBad(.number(isTime ? last - first : Double(record.count)))
    case .open, .unknown: return false
    }
  }

  private func capped(_ amount: Double) -> Double { min(goal.cap ?? .infinity, amount) }

  /// Removes all classes and amounts.
  mutating func forget() {
    classes = 0
    levels = []
    scale = 1
    least = 0
    most = 0
    atTop = 0
    stepScale = 1
  }

  /// Fits the levels to the amounts of episodes.
  mutating func fit(_ amounts: [Double], steps: [Double]) {
    stepScale = max(1, steps.isEmpty ? 1 : steps.reduce(0, +) / Double(steps.count)).binade
    guard !isClassified, !amounts.isEmpty else { return }
    let sorted = amounts.sorted()
    least = min(sorted[0], goal.target == .outcome ? .infinity : 0)
    most = sorted[sorted.count - 1]
    let mean = amounts.reduce(0, +) / Double(amounts.count)
    let variance = amounts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(amounts.count)
    // If squares overflow a double, the largest amount is the scale.
    scale =
      variance.isFinite
      ? variance > 0 ? variance.squareRoot() : 1
      : min(.greatestFiniteMagnitude, max(abs(sorted[0]), abs(most)))
    var found: [Double] = []
    for index in 1...ValueTargets.levelCount {
      let place = index * (sorted.count - 1) / (ValueTargets.levelCount + 1)
      let level = sorted[place]
      if level < most, level != found.last { found.append(level) }
    }
    levels = found
    guard let last = found.last else { return }
    let beyond = amounts.count { $0 > last }
    let top = amounts.count { $0 == most }
    atTop = 2 * top > beyond ? Double(top) / Double(beyond) : 0
  }

  /// The targets after one step, as integers.
  func targets(_ record: EpisodeRecord, label: Int?, after step: Int) -> [Int32] {
    var out = [Int32](repeating: 0, count: targets)
    let unit = Double(ValueTargets.unit)
    out[0] = Int32((min(64, Double(record.count - 1 - step) / stepScale) * unit).rounded())
    if isClassified {
      if let label { out[1 + label] = Int32(unit) }
    } else if let amount = amount(record, after: step) {
      let held = max(-ValueTargets.reach, min(ValueTargets.reach, amount / scale))
      out[1] = Int32((held * unit).rounded())
      for (index, level) in levels.enumerated() where amount > level {
        out[2 + index] = Int32(unit)
      }
    }
    return out
  }
}

extension ValueTargets: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(goal)
    writer.write(isClassified)
    writer.write(classes)
    writer.write(levels)
    writer.write(scale)
    writer.write(least)
    writer.write(most)
    writer.write(atTop)
    writer.write(stepScale)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    goal = try reader.read()
    isClassified = try reader.read()
    classes = try reader.read()
    levels = try reader.read()
    scale = try reader.read()
    least = try reader.read()
    most = try reader.read()
    atTop = try reader.read()
    stepScale = try reader.read()
    guard (0...Schema.classLimit).contains(classes), levels.count <= ValueTargets.levelCount,
      levels.allSatisfy(\.isFinite), scale > 0, scale.isFinite, stepScale >= 1
    else { throw .damaged("the monitor's forecasts do not fit together") }
  }
}
