import Fledgling

extension DurableMonitor {
  /// How many episodes go on, in memory and in the ledger.
  ///
  /// - Complexity: O(episodes).
  public func openCount() throws(LedgerError) -> Int { try ledger.openCount() }

  /// The names of the episodes that go on, in the order of their begin.
  ///
  /// - Complexity: O(*n* log *n*) in the number of episodes.
  public func openEpisodes() throws(LedgerError) -> [String] { try ledger.openNames() }

  /// What was foreseen after an open episode's last step; for one that had left memory, what is
  /// foreseen now.  nil if there is no such episode.
  public func forecast(of episode: String) throws(LedgerError) -> Forecast? {
    try look(at: episode) { $0.forecast(of: episode) }
  }

  /// The value of an open episode along its steps so far, thinned to no more than 64 numbers.
  public func curve(of episode: String) throws(LedgerError) -> [Double] {
    try look(at: episode) { $0.curve(of: episode) } ?? []
  }

  private func look<Result>(
    at episode: String, _ body: (EpisodeMonitor) -> Result?
  ) throws(LedgerError) -> Result? {
    try mend()
    guard case .open(let number) = try ledger.status(of: episode) else { return nil }
    try recall(episode, number)
    return body(monitor)
  }

  /// What is known of an episode's name.
  package func state(of episode: String) throws(LedgerError) -> EpisodeMonitor.NameState {
    try mend()
    return switch try ledger.status(of: episode) {
    case .unknown: .unknown
    case .open: .open
    case .ended: .ended
    case .erased: .unlearned
    }
  }

  /// What came of an ended episode; nil if there is no such episode.
  package func outcome(of episode: String) throws(LedgerError) -> Outcome? {
    guard case .ended(let number) = try ledger.status(of: episode) else { return nil }
    return try ended.record(number, ledger).end.outcome
  }

  /// Whether an ended episode has a step; nil if there is no such episode, or the values are none.
  package func ended(
    _ episode: String, has values: [Value], at order: Double, occurrence: Int
  ) throws(LedgerError) -> Bool? {
    guard case .ended(let number) = try ledger.status(of: episode),
      let cells = try? monitor.cells(values, of: episode, at: order, occurrence: occurrence)
    else { return nil }
    return try ended.record(number, ledger).holds(cells, at: order, occurrence: occurrence)
  }

  /// The value along an episode, open or ended, as it is seen now, with the moments that mattered.
  ///
  /// - Throws: ``LedgerError`` if there is no such episode.
  public func explain(_ episode: String) throws(LedgerError) -> EpisodeExplanation {
    try mend()
    switch try ledger.status(of: episode) {
    case .unknown, .erased: throw .monitor(.unknownEpisode(episode))
    case .open(let number), .ended(let number):
      return monitor.story(of: try ledger.episode(number).record)
    }
  }

  /// Erases an episode, open or ended, from the ledger for good, then unlearns it; if it is not kept in
  /// memory any more, builds the monitor again without it.
  ///
  /// - Throws: ``LedgerError`` if there is no such episode; nothing has then changed.
  /// - Complexity: O(steps kept × features²), or O(steps in the ledger).
  @discardableResult
  public func unlearn(_ episode: String) throws(LedgerError) -> ErasedRecords {
    try mend()
    // The erasure has to reach the disk by itself.
    try commit()
    let status = try ledger.status(of: episode)
    switch status {
    case .unknown, .erased: throw .monitor(.unknownEpisode(episode))
    case .open(let number), .ended(let number):
      try write { () throws(LedgerError) in try ledger.erase(episode, number) }
      try commit()
    }
    ended.removeAll()
    if case .open = status {
      release(episode)
      monitor.dismiss(episode)
      monitor.forget(EpisodeMonitor.hash(of: episode))
    } else {
      do {
        try monitor.unlearn(episode)
      } catch { try rebuild() }
    }
    // Copies of what was erased may stand in SQLite's write-ahead log.
    try ledger.log.checkpoint()
    return ErasedRecords(count: 1, ids: [episode])
  }

  /// Unlearns episodes by their names, all or none; see ``unlearn(_:)``.
  ///
  /// - Throws: ``LedgerError`` if there is no episode of one of the names; nothing has then changed.
  @discardableResult
  public func unlearn(ids: some Collection<String>) throws(LedgerError) -> ErasedRecords {
    let names = Set(ids).sorted()
    for name in names {
      switch try ledger.status(of: name) {
      case .open, .ended: break
      case .unknown, .erased: throw .monitor(.unknownEpisode(name))
      }
    }
    for name in names { try unlearn(name) }
    return ErasedRecords(count: names.count, ids: names)
  }

  /// Rebuilds the monitor, so that what it knows does not depend on the order in which episodes came,
  /// nor on what was unlearned since; where not all are kept in memory, from the ledger, in the order
  /// of their ends.
  ///
  /// - Throws: ``LedgerError``; the monitor is then as it was.
  /// - Complexity: O(steps × features²).
  public func consolidate() throws(LedgerError) {
    try mend()
    if monitor.isComplete { monitor.consolidate() } else { try rebuild() }
  }

  /// Builds the monitor again from the ledger; open episodes go on as they were.
  private func rebuild() throws(LedgerError) {
    // Also if something fails, what was erased must not stay in memory.
    isOutOfStep = true
    try writeStandings(of: Set(numbers.keys))
    try mend()
  }
}
