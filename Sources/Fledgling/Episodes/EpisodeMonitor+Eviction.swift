/// Support for an episode ledger, which moves open episodes out of memory and back.
extension EpisodeMonitor {
  /// The number of cells of a stored step.
  package var columnCount: Int { layout.columns.count }

  /// Whether an open episode is in memory.
  package func holds(_ episode: String) -> Bool { open.place(of: episode) != nil }

  /// The steps of an open episode; `nil` if it is not in memory.
  package func record(of episode: String) -> EpisodeRecord? {
    open.place(of: episode).map { open[$0].record }
  }

  /// The hash that identifies an episode when its name is no longer stored.
  package static func hash(of episode: String) -> UInt64 { hash(episode) }

  /// The stored form of a step, if its episode accepts it now.
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

  /// Adds a step that ``cells(_:of:at:)`` has checked.
  package mutating func take(
    _ cells: [UInt32], of episode: String, at order: Double
  ) -> Forecast {
    follow(cells, of: open.place(of: episode) ?? open.begin(begun(episode)), at: order)
  }

  /// The least recently updated open episodes in memory; without them, the others take at most
  /// seven eighths of `limit` bytes.  Empty while all together stay within `limit`.
  ///
  /// Evicting an eighth at once spreads the cost of finding the episodes over many steps.
  package func episodesToEvict(beyond limit: Int) -> [String] {
    open.bytes > limit ? open.leastRecent(beyond: limit - limit / 8) : []
  }

  /// The state of an open episode apart from its steps: its value curve and its alarm.
  package func standing(of episode: String) -> [UInt8]? {
    guard let place = open.place(of: episode) else { return nil }
    var writer = SnapshotWriter()
    writer.write(open[place].curve)
    writer.write(open[place].value ?? .nan)
    writer.write(open[place].alarm)
    return writer.bytes
  }

  /// Brings an open episode back into memory in the state in which it left.
  ///
  /// - Parameters:
  ///   - record: its steps.
  ///   - standing: the result of ``standing(of:)``, and the number of steps then; later steps are
  ///     replayed.
  /// - Throws: ``SnapshotError`` if the bytes are not such a state.
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

  /// Bars an unlearned episode from being learned again.
  package mutating func forget(_ hash: UInt64) { forgotten.insert(hash) }
}

/// Distinguishes a repeated episode from another one with the same name.
extension EpisodeMonitor {
  /// The state of an episode's name.
  package enum NameState: Sendable, Hashable {
    case unknown, open, ended, unlearned
  }

  /// The state of an episode's name.
  package func state(of episode: String) -> NameState {
    if open.place(of: episode) != nil { return .open }
    let hash = EpisodeMonitor.hash(episode)
    return names.contains(hash) ? .ended : forgotten.contains(hash) ? .unlearned : .unknown
  }

  /// The outcome of an ended episode; `nil` if it is not stored.
  package func outcome(of episode: String) -> Outcome? { kept.record(of: episode)?.end.outcome }

  /// Whether an ended episode has a step; `nil` if its steps are not stored, or the values are
  /// invalid.
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
