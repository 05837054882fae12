/// A monitor: a value that follows unfinished episodes and predicts how they will end.
///
/// An episode has a start, steps and an end: a support case, an order, a machine's life, a game, an
/// agent's run.  Many can be open at once.
///
/// ```swift
/// let schema = try Schema(
///   fields: [Field("queue", .category), Field("replies", .number)],
///   target: "outcome", task: .classification)
/// var monitor = EpisodeMonitor(
///   schema: schema, goal: MonitorGoal(bad: .labels(["lost"]), falseAlarmRate: 0.05))
/// let forecast = try monitor.step(
///   [.category("billing"), .number(2)], of: "case 17", at: 1)
/// try monitor.finish("case 17", outcome: .label("solved"))
/// ```
///
/// The same episodes with the same seed give the same forecasts.  Memory is bounded, whatever the
/// number of episodes.
public struct EpisodeMonitor: Sendable {
  /// The maximum length of an episode's name, in bytes of UTF-8.
  public static let nameLimit = 256
  /// The maximum number of steps of one episode.
  public static let stepLimit = 1 << 16
  /// The maximum number of bytes that open episodes take: 512 mebibytes.
  public static let openByteLimit = 1 << 29

  /// The fields of a step, and the outcome.
  public internal(set) var schema: Schema
  /// The predicted quantity, and the bad ends.
  public let goal: MonitorGoal
  /// Whether the order of steps is a time, in seconds since 1970, by which episodes can be
  /// compared.
  public let isTimed: Bool
  /// Whether values are learned by temporal differences as well as from outcomes.
  public let learnsByDifferences: Bool
  /// The seed of random features.
  public let seed: UInt64

  let layout: StepSchema
  var value: ValueModel
  var open: OpenEpisodes
  var kept: EpisodeBuffer
  var alarms: ConformalAlarm
  var loops: LoopDetector
  /// The hashes of the episodes that ended and of those unlearned.
  var names = IDSet()
  var forgotten = IDSet()
  private var cells: [UInt32] = []

  /// A monitor that has learned nothing.
  ///
  /// - Parameters:
  ///   - schema: the fields of a step; its target is a number if the goal is a remaining amount.
  ///   - goal: the predicted quantity, and the bad ends.
  ///   - isTimed: whether the order of steps is a time in seconds since 1970.
  ///   - learnsByDifferences: whether values are learned by temporal differences as well as from
  ///     outcomes; `false` to measure the benefit of temporal differences.
  ///   - seed: the seed of random features.
  public init(
    schema: Schema, goal: MonitorGoal = MonitorGoal(), isTimed: Bool = false,
    learnsByDifferences: Bool = true, seed: UInt64 = 1
  ) {
    self.schema = schema
    self.goal = goal
    self.isTimed = isTimed
    self.seed = seed
    layout = StepSchema(schema)
    let candidates = SolverConfiguration.all.filter { learnsByDifferences || !$0.isTemporal }
    self.learnsByDifferences = learnsByDifferences
    value = ValueModel(
      layout: layout, goal: goal, task: schema.task, candidates: candidates, seed: seed)
    open = OpenEpisodes()
    kept = EpisodeBuffer(columns: layout.columns.count)
    alarms = ConformalAlarm(rate: goal.falseAlarmRate)
    loops = LoopDetector(layout)
  }

  /// The number of ended episodes learned.
  public var episodes: Int { value.episodes }
  /// The number of their steps.
  public var steps: Int { value.steps }
  /// The present weight of each solver of values.
  public var solverWeights: [SolverWeight] { value.foresight.shares }
  /// The names of open episodes, in the order in which they started here.
  public var openEpisodes: [String] { open.names }
  /// The number of open episodes.
  public var openCount: Int { open.count }
  /// The classes seen, in the order in which they first appeared; empty for numbers.
  public var classes: [String] { value.classes }

  /// Adds a step, and predicts the end of its episode.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - episode: the episode's name; a new name starts an episode.
  ///   - order: the order of the step within its episode: a number, or seconds since 1970.  Steps
  ///     of the same order follow one another as they arrive.
  ///   - occurrence: the number of this step among those with the same order and values, counted
  ///     from one.  A step that the episode already has this often is a duplicate, so that steps
  ///     can safely be sent again.
  /// - Returns: the forecast after the step.
  /// - Throws: ``MonitorError``; the monitor is unchanged then.
  /// - Complexity: bounded by the configuration; some ten microseconds at twenty fields.
  @discardableResult
  public mutating func step(
    _ values: [Value], of episode: String, at order: Double, occurrence: Int = 1
  ) throws(MonitorError) -> Forecast {
    do { try layout.check(values) } catch { throw .unfit(error) }
    guard order.isFinite else { throw .orderNotFinite(episode: episode) }
    cells.removeAll(keepingCapacity: true)
    layout.append(values, to: &cells)
    return follow(cells, of: try place(of: episode, at: order, occurrence), at: order)
  }

  /// Adds a step to an open episode.
  @discardableResult
  mutating func follow(_ cells: [UInt32], of place: Int, at order: Double) -> Forecast {
    let before = open[place].value
    open.touch(place)
    let seen = ValueModel.withCells(cells) {
      value.predict(&open[place].memory, $0, order: order)
    }
    let loop = ValueModel.withCells(cells) { loops.step(&open[place].loop, $0) }
    open[place].record.append(order: order, cells: cells)
    let now = Forecast.value(risk: seen.risk, seen.prediction)
    let change = now.flatMap { now in before.map { now - $0 } } ?? 0
    var alarm = open[place].alarm
    if alarm == nil, let risk = seen.risk, alarms.isAlarming(risk) {
      alarm = Alarm(
        step: open[place].memory.count, risk: risk, pValue: alarms.pValue(risk),
        saving: risk * (seen.stepsLeft ?? 0),
        causes: causes(of: open[place].record.count - 1, in: open[place].record))
    }
    let forecast = Forecast(
      step: open[place].memory.count, prediction: seen.prediction, median: seen.median,
      risk: seen.risk, stepsLeft: seen.stepsLeft, change: change, alarm: alarm, loop: loop)
    if let now { open[place].curve.append(Float(now)) }
    open[place].forecast = forecast
    open[place].value = now
    open[place].alarm = alarm
    return forecast
  }

  /// Replays the open episodes from their start, in their canonical order, with the present model.
  mutating func followAgain() {
    let records = open.names.compactMap { name in open.place(of: name).map { open[$0].record } }
    let keys = records.map { $0.key(isTimed: isTimed) }
    open = OpenEpisodes()
    for index in records.indices.sorted(by: { keys[$0] < keys[$1] }) {
      let place = open.begin(begun(records[index].name))
      for (step, order) in records[index].orders.enumerated() {
        follow(records[index].cells(of: step, layout.columns.count), of: place, at: order)
      }
    }
  }

  /// The place of an episode that takes a step now; starts the episode if it is new.
  private mutating func place(
    of episode: String, at order: Double, _ occurrence: Int
  ) throws(MonitorError) -> Int {
    if let place = open.place(of: episode) {
      try open[place].record.check(cells, at: order, occurrence: occurrence)
      return place
    }
    let bytes = episode.utf8.count
    guard (1...EpisodeMonitor.nameLimit).contains(bytes) else { throw .episodeName(bytes: bytes) }
    let hash = EpisodeMonitor.hash(episode)
    guard !names.contains(hash) else { throw .ended(episode: episode) }
    guard !forgotten.contains(hash) else { throw .unlearned(episode: episode) }
    guard open.bytes <= EpisodeMonitor.openByteLimit else {
      throw .tooManyOpen(count: open.count, bytes: open.bytes)
    }
    return open.begin(begun(episode))
  }

  func begun(_ episode: String) -> OpenEpisode {
    OpenEpisode(
      record: EpisodeRecord(name: episode), memory: value.view.begin(), loop: loops.begin())
  }

  static func hash(_ episode: String) -> UInt64 { StableHash(episode).bits | 1 }

  /// The forecast after an open episode's last step; `nil` if there is no such episode.
  ///
  /// - Parameter episode: the episode's name.
  /// - Returns: the forecast; `nil` if the episode is not open.
  public func forecast(of episode: String) -> Forecast? {
    open.place(of: episode).flatMap { open[$0].forecast }
  }

  /// The value of an open episode along its steps so far, thinned to at most 64 numbers.
  ///
  /// - Parameter episode: the episode's name.
  /// - Returns: the values in the order of the steps; empty if the episode is not open.
  public func curve(of episode: String) -> [Double] {
    open.place(of: episode).map { open[$0].curve.values.map(Double.init) } ?? []
  }

  /// Ends an episode with its outcome, and learns from it.
  ///
  /// Reporting the same outcome again changes nothing.
  ///
  /// - Parameters:
  ///   - episode: the episode's name.
  ///   - outcome: the episode's outcome; `nil` if the goal is a remaining amount.
  /// - Throws: ``MonitorError``; the monitor is unchanged then.
  public mutating func finish(
    _ episode: String, outcome: Outcome? = nil
  ) throws(MonitorError) {
    let end = try end(outcome, of: episode)
    guard let place = open.place(of: episode) else {
      let hash = EpisodeMonitor.hash(episode)
      guard !forgotten.contains(hash) else { throw .unlearned(episode: episode) }
      guard names.contains(hash) else { throw .noSteps(episode: episode) }
      guard case .outcome(let now) = end, let earlier = kept.record(of: episode)?.end else {
        return
      }
      guard case .outcome(let told) = earlier else { throw .ended(episode: episode) }
      guard told == now else {
        throw .contradictoryOutcome(episode: episode, earlier: told.text, now: now.text)
      }
      return
    }
    var record = open[place].record
    record.end = end
    try learn(record)
    open.remove(place)
  }

  /// The state of an episode that ends with this outcome.
  package func end(
    _ outcome: Outcome?, of episode: String
  ) throws(MonitorError) -> EpisodeRecord.End {
    guard goal.target == .outcome else {
      guard outcome == nil else { throw .outcomeNotAsked }
      return .complete
    }
    switch (outcome, schema.task) {
    case (nil, _): throw .outcomeMissing(episode: episode)
    case (.label, .regression): throw .unfit(.outcomeKind(expected: .regression))
    case (.number, .classification): throw .unfit(.outcomeKind(expected: .classification))
    case (.number(let number), .regression) where !number.isFinite: throw .unfit(.outcomeNotFinite)
    case (.label(let label), .classification) where !value.hasRoom(for: label):
      throw .unfit(.tooManyClasses(limit: Schema.classLimit, label: label))
    case (let outcome?, _): return .outcome(outcome)
    }
  }

  /// Ends an episode whose outcome will never be known, and learns from its steps alone.
  ///
  /// - Parameter episode: the episode's name.
  /// - Throws: ``MonitorError`` if there is no such open episode.
  public mutating func abandon(_ episode: String) throws(MonitorError) {
    guard let place = open.place(of: episode) else { throw .unknownEpisode(episode) }
    var record = open[place].record
    record.end = .unknown
    try learn(record)
    open.remove(place)
  }

  /// Drops an open episode without learning from it.
  ///
  /// - Parameter episode: the episode's name.
  /// - Returns: whether there was one.
  @discardableResult
  public mutating func dismiss(_ episode: String) -> Bool {
    guard let place = open.place(of: episode) else { return false }
    open.remove(place)
    return true
  }

  /// Learns an episode that ended.
  mutating func learn(_ record: EpisodeRecord) throws(MonitorError) {
    do { try value.learn(record) } catch { throw .unfit(error) }
    loops.learn(record, isGood: isGood(record))
    names.insert(EpisodeMonitor.hash(record.name))
    kept.add(record)
    if value.isRefitDue, isComplete {
      if value.refitIfNeeded(kept.records) { rememberOpen() }
      adoptAlarms()
    } else if value.settleIfDue() {
      adoptAlarms()
    }
  }

  /// Sets the alarm threshold from the present forecasts.
  mutating func adoptAlarms() {
    alarms = ConformalAlarm(rate: goal.falseAlarmRate, peaks: value.foresight.peaks)
  }

  /// Whether an episode ended well; `nil` if unknown.
  private func isGood(_ record: EpisodeRecord) -> Bool? {
    goal.bad == nil || record.end == .unknown ? nil : !value.aim.isBad(record)
  }

  /// Learns from the stored episodes again which repetitions are loops.
  mutating func relearnLoops() {
    loops = LoopDetector(layout)
    for record in kept.records { loops.learn(record, isGood: isGood(record)) }
  }

  /// Replays the steps of open episodes for a new encoder.
  mutating func rememberOpen() {
    let columns = layout.columns.count
    let fresh = loops.begin()
    open.forEach { episode in
      value.remember(&episode)
      episode.loop = fresh
      for step in 0..<episode.record.count {
        _ = ValueModel.withCells(episode.record.cells(of: step, columns)) {
          loops.step(&episode.loop, $0)
        }
      }
    }
  }
}
