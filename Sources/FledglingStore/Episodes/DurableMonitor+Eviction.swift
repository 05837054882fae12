import Fledgling

extension DurableMonitor {
  /// The number of an open episode that is to take a step, and is in memory afterwards; nil if it
  /// begins with the step.
  ///
  /// - Throws: ``LedgerError`` if the episode is over.
  func number(
    of episode: String, taking values: [Value], at order: Double, occurrence: Int
  ) throws(LedgerError) -> Int64? {
    if let number = numbers[episode] { return number }
    switch try ledger.status(of: episode) {
    case .unknown: return nil
    case .open(let number):
      try recall(episode, number)
      return number
    case .erased: throw .monitor(.unlearned(episode: episode))
    case .ended(let number):
      let cells = try refusing { () throws(MonitorError) in
        try monitor.cells(values, of: episode, at: order)
      }
      // Whoever tells the same again, not knowing how far it came, is told from whoever gives a name
      // to two episodes.
      throw try .monitor(
        ended.record(number, ledger).holds(cells, at: order, occurrence: occurrence)
          ? .duplicateStep(episode: episode, order: order) : .ended(episode: episode))
    }
  }

  /// Reads an open episode back into memory, unless it is there.
  func recall(_ episode: String, _ number: Int64) throws(LedgerError) {
    guard !monitor.holds(episode) else { return }
    let found = try ledger.episode(number)
    do {
      try monitor.restore(found.record, standing: found.standing)
    } catch {
      // The steps tell it all again.
      try? monitor.restore(found.record, standing: nil)
    }
    numbers[episode] = number
    // What is made again may be seen otherwise the next time.
    let alarm = monitor.forecast(of: episode)?.alarm
    if let alarm, alarm.step > found.standing?.steps ?? 0 { unwritten.insert(episode) }
    try makeRoom()
  }

  /// Lets go of an episode that is not open any more.
  func release(_ episode: String) {
    numbers[episode] = nil
    unwritten.remove(episode)
  }

  /// Writes down what steps do not tell again, and evicts episodes where they take too much memory.
  func makeRoom() throws(LedgerError) {
    let leaving = monitor.episodesToEvict(beyond: openByteLimit)
    guard !leaving.isEmpty || !unwritten.isEmpty else { return }
    do {
      try writeStandings(of: unwritten.union(leaving))
    } catch {
      // All stay in memory, and the next call tries again; what was told is safe, unless it is lost
      // with its group.
      if isGrouping { throw error }
      return
    }
    unwritten.removeAll()
    for episode in leaving {
      monitor.dismiss(episode)
      numbers[episode] = nil
    }
  }

  /// Writes down what is known of open episodes beside their steps.
  func writeStandings(of episodes: Set<String>) throws(LedgerError) {
    try write { () throws(LedgerError) in
      for episode in episodes.sorted() {
        guard let number = numbers[episode], let record = monitor.record(of: episode),
          let standing = monitor.standing(of: episode)
        else { continue }
        try ledger.setStanding(standing, steps: record.count, of: number)
      }
    }
  }
}

/// The episodes that had ended of which steps came again: some, so that not every step reads its
/// whole episode.
struct EndedEpisodeCache {
  /// The most steps kept.
  private static let stepLimit = 1 << 16

  private var records: [Int64: EpisodeRecord] = [:]
  private var steps = 0

  mutating func record(
    _ number: Int64, _ ledger: EpisodeLedger
  ) throws(LedgerError) -> EpisodeRecord {
    if let record = records[number] { return record }
    let record = try ledger.episode(number).record
    if steps + record.count > EndedEpisodeCache.stepLimit {
      records.removeAll()
      steps = 0
    }
    records[number] = record
    steps += record.count
    return record
  }

  /// Forgets them all, as one may be erased.
  mutating func removeAll() { self = EndedEpisodeCache() }
}
