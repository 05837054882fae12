/// A monitor's model of values: the encoder, the sums, and the weights solved from them.
struct ValueModel: Sendable {
  /// The maximum number of landmarks of one episode.
  static let landmarkLimit = 64

  let layout: StepSchema
  let goal: MonitorGoal
  let candidates: [SolverConfiguration]
  let seed: UInt64
  var view: StepEncoder
  var aim: ValueTargets
  var blocks: JackknifeBlocks
  var sample: HoldoutLandmarks
  var foresight: ValueForecaster
  private(set) var classes: [String] = []
  private var indices: [String: Int] = [:]
  /// The number of episodes learned, and of their steps.
  private(set) var episodes = 0
  private(set) var steps = 0
  /// The numbers of episodes at which the encoder is refitted and weights are solved next.
  private var nextRefit = 2
  private var nextSettle = 2
  private var raw: [Float] = []
  private var features: [Int16]

  init(
    layout: StepSchema, goal: MonitorGoal, task: LearningTask, candidates: [SolverConfiguration],
    seed: UInt64
  ) {
    self.init(
      layout, goal, ValueTargets(goal: goal, task: task), candidates, seed,
      StepEncoder(layout, seed: seed))
  }

  private init(
    _ layout: StepSchema, _ goal: MonitorGoal, _ aim: ValueTargets,
    _ candidates: [SolverConfiguration],
    _ seed: UInt64, _ view: StepEncoder
  ) {
    self.layout = layout
    self.goal = goal
    self.candidates = candidates
    self.seed = seed
    self.view = view
    self.aim = aim
    blocks = JackknifeBlocks(features: view.count, targets: aim.targets)
    sample = HoldoutLandmarks(features: view.count)
    foresight = ValueForecaster(aim: aim, features: view.count)
    features = [Int16](repeating: 0, count: view.count)
  }

  var isRefitDue: Bool { episodes >= nextRefit }

  /// Takes a step into an episode's state, and predicts.
  mutating func predict(
    _ memory: inout PrefixState, _ cells: UnsafePointer<UInt32>, order: Double
  ) -> RawForecast {
    features.withUnsafeMutableBufferPointer {
      view.encode(
        &memory, cells, order: order, raw: &raw, into: $0.baseAddress.unsafelyUnwrapped)
    }
    return foresight.predict(features, steps: memory.count, elapsed: memory.since, classes)
  }

  /// Takes a step into an episode's state, and returns its value.
  mutating func value(
    _ memory: inout PrefixState, _ cells: [UInt32], _ order: Double
  ) -> Double? {
    let seen = ValueModel.withCells(cells) { predict(&memory, $0, order: order) }
    return Forecast.value(risk: seen.risk, seen.prediction)
  }

  /// Takes a step into an episode's state.
  mutating func follow(_ memory: inout PrefixState, _ cells: [UInt32], _ order: Double) {
    ValueModel.withCells(cells) { view.follow(&memory, $0, order: order, raw: &raw) }
  }

  /// Passes cells as a pointer that is valid even if there are no cells.
  static func withCells<Result>(
    _ cells: [UInt32], _ body: (UnsafePointer<UInt32>) -> Result
  ) -> Result {
    cells.withUnsafeBufferPointer { buffer in
      if let address = buffer.baseAddress { return body(address) }
      return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1) {
        body(UnsafePointer($0.baseAddress.unsafelyUnwrapped))
      }
    }
  }

  /// The number of steps after which something remains to predict.
  private func foreseeable(_ record: EpisodeRecord) -> Int {
    goal.target == .outcome ? record.count : record.count - 1
  }

  /// The steps of an episode that are learned from, evenly spread.
  private func landmarks(of record: EpisodeRecord) -> [Int] {
    let steps = foreseeable(record)
    let count = max(0, min(ValueModel.landmarkLimit, steps))
    return (0..<count).map { ($0 + 1) * steps / count - 1 }
  }

  /// The features and targets of an episode's landmarks.
  func rows(of record: EpisodeRecord) -> EpisodeRows {
    var rows = EpisodeRows()
    let isKnown = record.end != .unknown && record.end != .open
    rows.isComplete = isKnown
    // The remaining amount of an open end is unknown.
    guard isKnown || goal.target == .outcome else { return rows }
    rows.marks = landmarks(of: record)
    let count = rows.marks.count
    guard count > 0 else { return rows }
    rows.features = [Int16](repeating: 0, count: count * view.count)
    let label = label(of: record)
    var memory = view.begin()
    var raw: [Float] = []
    var mark = 0
    let columns = layout.columns.count
    for step in 0...rows.marks[count - 1] {
      record.cells.withUnsafeBufferPointer { cells in
        let cells = cells.baseAddress.unsafelyUnwrapped + step * columns
        if step == rows.marks[mark] {
          rows.features.withUnsafeMutableBufferPointer {
            view.encode(
              &memory, cells, order: record.orders[step], raw: &raw,
              into: $0.baseAddress.unsafelyUnwrapped + mark * view.count)
          }
          mark += 1
        } else {
          view.follow(&memory, cells, order: record.orders[step], raw: &raw)
        }
      }
    }
    rows.targets = rows.marks.map { aim.targets(record, label: label, after: $0) }
    return rows
  }

  private func label(of record: EpisodeRecord) -> Int? {
    guard case .outcome(.label(let label)) = record.end else { return nil }
    return indices[label]
  }

  /// Whether a class is known, or there is room for one more.
  func hasRoom(for label: String) -> Bool {
    indices[label] != nil || classes.count < Schema.classLimit
  }

  /// Adds an episode that ended to the sums and to the sample of landmarks.
  mutating func learn(_ record: EpisodeRecord) throws(LearnerError) {
    if case .outcome(.label(let label)) = record.end, indices[label] == nil {
      guard hasRoom(for: label) else {
        throw .tooManyClasses(limit: Schema.classLimit, label: label)
      }
      indices[label] = classes.count
      classes.append(label)
      aim.classes = classes.count
      blocks.widen(to: aim.targets)
      sample.widen(to: aim.targets)
    }
    let rows = rows(of: record)
    let (block, united) = blocks.add(rows)
    if united { sample.halveBlocks() }
    if rows.isComplete { sample.add(marks(record, rows, block: block), rows) }
    episodes += 1
    steps += record.count
  }

  private func marks(
    _ record: EpisodeRecord, _ rows: EpisodeRows, block: Int
  ) -> [HoldoutLandmarks.Landmark] {
    let label = Int32(label(of: record) ?? -1)
    let isGood = !aim.isBad(record)
    return rows.marks.map { step in
      HoldoutLandmarks.Landmark(
        episode: Int32(truncatingIfNeeded: episodes), block: Int32(block), steps: Int32(step + 1),
        label: label, elapsed: Float(record.orders[step] - record.orders[0]),
        amount: Float(aim.amount(record, after: step) ?? 0), isGood: isGood)
    }
  }

  /// Solves the weights again if enough episodes were added since the last time.
  ///
  /// - Returns: whether the weights were solved.
  mutating func settleIfDue() -> Bool {
    guard episodes >= nextSettle else { return false }
    finalizeFit()
    return true
  }

  /// Replays an open episode's steps for a new encoder.
  mutating func remember(_ episode: inout OpenEpisode) {
    episode.memory = view.begin()
    let columns = layout.columns.count
    for (step, order) in episode.record.orders.enumerated() {
      episode.record.cells.withUnsafeBufferPointer {
        guard let cells = $0.baseAddress else { return }
        view.follow(&episode.memory, cells + step * columns, order: order, raw: &raw)
      }
    }
  }

  /// Solves the weights again.
  mutating func finalizeFit() {
    foresight = ValueForecaster(aim: aim, features: view.count)
    foresight.make(
      candidates, blocks, sample, linear: 1 + view.linearCount, classes)
    nextSettle = 2 * max(1, episodes)
  }

  /// The number of episodes up to which the encoder is always refitted when due.
  private static let youth = 256

  /// Fits the encoder to these episodes and learns them again, unless the encoder would hardly
  /// change.
  ///
  /// - Returns: whether it was refitted.
  mutating func refitIfNeeded(_ records: [EpisodeRecord]) -> Bool {
    let fitted = StepEncoder(layout, fitting: records, seed: seed)
    guard episodes <= ValueModel.youth || fitted.differs(from: view) else {
      nextRefit = 4 * episodes
      finalizeFit()
      return false
    }
    refit(records, fitted)
    return true
  }

  /// Fits the encoder to these episodes, and learns them again.
  mutating func refit(_ records: [EpisodeRecord]) {
    refit(records, StepEncoder(layout, fitting: records, seed: seed))
  }

  private mutating func refit(_ records: [EpisodeRecord], _ view: StepEncoder) {
    var fresh = ValueModel(layout, goal, fittedAim(records), candidates, seed, view)
    for record in records {
      // There are no more classes than were learned before, so this does not fail.
      try? fresh.learn(record)
    }
    fresh.finalizeFit()
    fresh.nextRefit = 4 * max(1, fresh.episodes)
    self = fresh
  }

  /// The targets that fit these episodes, without classes yet.
  private func fittedAim(_ records: [EpisodeRecord]) -> ValueTargets {
    var aim = aim
    aim.forget()
    var amounts: [Double] = []
    var lengths: [Double] = []
    for record in records {
      let marks = landmarks(of: record)
      guard !marks.isEmpty else { continue }
      lengths.append(Double(foreseeable(record)) / 2)
      amounts += marks.compactMap { aim.amount(record, after: $0) }
    }
    aim.fit(amounts, steps: lengths)
    return aim
  }
}

extension ValueModel {
  func write(to writer: inout SnapshotWriter) {
    writeKnowledge(to: &writer)
    writer.write(sample)
    foresight.write(to: &writer)
    writer.write(nextRefit)
    writer.write(nextSettle)
  }

  /// Writes the learned state, without the weights derived from it.
  func writeKnowledge(to writer: inout SnapshotWriter) {
    writer.write(episodes)
    writer.write(steps)
    writer.write(classes)
    view.write(to: &writer)
    writer.write(aim)
    writer.write(blocks)
  }

  mutating func read(from reader: inout SnapshotReader) throws(SnapshotError) {
    episodes = try reader.read()
    steps = try reader.read()
    classes = try reader.read()
    view = try StepEncoder(layout, from: &reader)
    aim = try reader.read()
    blocks = try reader.read()
    sample = try reader.read()
    foresight = try ValueForecaster(aim: aim, features: view.count, from: &reader)
    nextRefit = try reader.read()
    nextSettle = try reader.read()
    for (index, label) in classes.enumerated() { indices[label] = index }
    features = [Int16](repeating: 0, count: view.count)
    guard episodes >= 0, steps >= 0, indices.count == classes.count, aim.goal == goal,
      !aim.isClassified || aim.classes == classes.count, blocks.features == view.count,
      blocks.targets == aim.targets, sample.features == view.count,
      sample.fits(aim, blocks: blocks.blocks.count)
    else { throw .damaged("its values do not fit together") }
  }
}
