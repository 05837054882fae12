/// What a ledger of episodes needs, so that open ones may leave memory and come back.
extension EpisodeMonitor {
  /// How many numbers a step has as it is stored.
  package var columnCount: Int { layout.columns.count }

  /// Whether an open episode is in memory.
  package func holds(_ episode: String) -> Bool { open.place(of: episode) != nil }

  /// What an open episode's steps are, as far as it is in memory.
  package func record(of episode: String) -> EpisodeRecord? {
    open.place(of: episode).map { open[$0].record }
  }

  /// By which an episode is known once its name is forgotten.
  package static func hash(of episode: String) -> UInt64 { hash(episode) }

  /// A step as it is stored, if its episode may take it now.
  ///
  /// - Throws: ``MonitorError``, as ``step(_:of:at:)`` does.
  package func cells(
    _ values: [Value], of episode: String, at order: Double, occurrence: Int = 1
  ) throws(MonitorError) -> [UInt32] {
    do { try layout.check(values) } catch { throw .unfit(error) }
    guard order.isFinite else { throw .orderNotFinite(episode: episode) }
    let bytes = episode.utf8.count
    guard (1...EpisodeMonitor.nameLimit).contains(bytes) else { throw .episodeName(bytes: bytes) }
    var cells: [UInt32] = []
    cells.reserveCapacity(layout.columns.count)
    layout.append(values, to: &cells)
    if let place = open.place(of: episode) {
      try open[place].record.check(cells, at: order, occurrence: occurrence)
    }
    return cells
  }

  /// Takes in a step that ``cells(_:of:at:)`` has found to be right.
  package mutating func take(
    _ cells: [UInt32], of episode: String, at order: Double
  ) -> Forecast {
    follow(cells, of: open.place(of: episode) ?? open.begin(begun(episode)), at: order)
  }

  /// The least recently stepped of the open episodes in memory, which have to leave it so that the
  /// others take seven eighths of so many bytes; none as long as all take no more.
  ///
  /// An eighth at once, so that finding them costs little for each.
  package func episodesToEvict(beyond limit: Int) -> [String] {
    open.bytes > limit ? open.leastRecent(beyond: limit - limit / 8) : []
  }

  /// What is known of an open episode beside its steps: the values along it, and its alarm.
  package func standing(of episode: String) -> [UInt8]? {
    guard let place = open.place(of: episode) else { return nil }
    var writer = SnapshotWriter()
    writer.write(open[place].curve)
    writer.write(open[place].value ?? .nan)
    writer.write(open[place].alarm)
    return writer.bytes
  }

  /// Brings an open episode back into memory, as it was when it left.
  ///
  /// - Parameters:
  ///   - record: its steps.
  ///   - standing: what ``standing(of:)`` told, and after how many steps; what came later is made
  ///     again.
  /// - Throws: ``SnapshotError`` if the bytes tell of no standing.
  package mutating func restore(
    _ record: EpisodeRecord, standing: (steps: Int, bytes: [UInt8])?
  ) throws(SnapshotError) {
    var episode = begun(record.name)
    var known = 0
    if let standing {
      var reader = SnapshotReader(standing.bytes)
      episode.curve = try reader.read()
      let last = try reader.read(Double.self)
      episode.value = last.isNaN ? nil : last
      episode.alarm = try reader.read()
      known = min(standing.steps, record.count)
    }
    let place = open.begin(episode)
    for step in 0..<known {
      let (cells, order) = (record.cells(of: step, columnCount), record.orders[step])
      open[place].record.append(order: order, cells: cells)
      let loop = ValueModel.withCells(cells) { loops.step(&open[place].loop, $0) }
      guard step == known - 1 else {
        value.follow(&open[place].memory, cells, order)
        continue
      }
      let seen = ValueModel.withCells(cells) {
        value.predict(&open[place].memory, $0, order: order)
      }
      open[place].forecast = Forecast(
        step: known, prediction: seen.prediction, median: seen.median, risk: seen.risk,
        stepsLeft: seen.stepsLeft, change: 0, alarm: episode.alarm, loop: loop)
    }
    for step in known..<record.count {
      _ = follow(record.cells(of: step, columnCount), of: place, at: record.orders[step])
    }
  }

  /// Learns an episode that ended in an earlier session.
  package mutating func relearn(_ record: EpisodeRecord) throws(MonitorError) { try learn(record) }

  /// Keeps an episode out that was unlearned.
  package mutating func forget(_ hash: UInt64) { forgotten.insert(hash) }
}

/// What tells an episode that comes again from another of its name.
extension EpisodeMonitor {
  /// What is known of an episode's name.
  package enum NameState: Sendable, Hashable {
    case unknown, open, ended, unlearned
  }

  /// What is known of an episode's name.
  package func state(of episode: String) -> NameState {
    if open.place(of: episode) != nil { return .open }
    let hash = EpisodeMonitor.hash(episode)
    return names.contains(hash) ? .ended : forgotten.contains(hash) ? .unlearned : .unknown
  }

  /// What came of an ended episode; nil if that is not kept.
  package func outcome(of episode: String) -> Outcome? { kept.record(of: episode)?.end.outcome }

  /// Whether an ended episode has a step; nil if its steps are not kept, or the values are none.
  package func ended(
    _ episode: String, has values: [Value], at order: Double, occurrence: Int
  ) -> Bool? {
    guard let record = kept.record(of: episode), (try? layout.check(values)) != nil else {
      return nil
    }
    var cells: [UInt32] = []
    layout.append(values, to: &cells)
    return record.holds(cells, at: order, occurrence: occurrence)
  }
}
