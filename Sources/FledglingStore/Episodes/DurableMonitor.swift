import Fledgling

/// A monitor and the ledger of all that it saw, which is written first: what it has acknowledged it
/// still knows after a crash, and open episodes may leave memory, as the ledger has their steps.
///
/// ```swift
/// let durable = try DurableMonitor(opening: EpisodeLedger.open("cases.ledger"))
/// let forecast = try durable.step(
///   [.category("billing"), .number(2)], of: "case 17", at: 1)
/// try durable.finish("case 17", outcome: .label("solved"))
/// ```
///
/// What a monitor refuses it refuses alike, with ``LedgerError/monitor(_:)``.  To be used by one task
/// at a time.
public final class DurableMonitor {
  /// Where everything is written down; nothing else may write there.
  public let ledger: EpisodeLedger
  /// What was learned so far, and the open episodes that are in memory.
  public internal(set) var monitor: EpisodeMonitor

  /// How many bytes open episodes may take in memory.
  let openByteLimit: Int
  /// The numbers of the open episodes in memory.
  var numbers: [String: Int64] = [:]
  /// Episodes whose standing has to be written down: those that raised an alarm.
  var unwritten: Set<String> = []
  /// Episodes that had ended, of which steps came again.
  var ended = EndedEpisodeCache()
  /// Whether what is written waits for the end of ``together(_:)``.
  private(set) var isGrouping = false
  /// Whether the monitor took in what the ledger then could not keep, so that it has to be mended.
  var isOutOfStep = false

  /// Brings the monitor of a ledger back: learns the episodes that ended, in the order of their ends.
  ///
  /// Open episodes are read when they are asked for.
  ///
  /// - Parameters:
  ///   - ledger: where everything is, and will be.
  ///   - openByteLimit: how many bytes open episodes may take in memory; no more than
  ///     ``EpisodeMonitor/openByteLimit``.
  /// - Throws: ``LedgerError``.
  /// - Complexity: O(steps of ended episodes).
  public init(
    opening ledger: EpisodeLedger, openByteLimit: Int = EpisodeMonitor.openByteLimit
  ) throws(LedgerError) {
    self.ledger = ledger
    self.openByteLimit = max(0, min(openByteLimit, EpisodeMonitor.openByteLimit))
    monitor = try ledger.rebuildWatcher()
  }

  /// Writes a step down for good, then takes it in, and foresees what will come of its episode.
  ///
  /// - Parameters: see `EpisodeMonitor.step`.
  /// - Returns: what is foreseen after the step, the same as from a monitor that keeps all in memory.
  /// - Throws: ``LedgerError``; the step is then neither written down nor taken in.
  /// - Complexity: O(fields), or O(steps) for an episode that has left memory; the disk is waited for
  ///   once.
  @discardableResult
  public func step(
    _ values: [Value], of episode: String, at order: Double, occurrence: Int = 1
  ) throws(LedgerError) -> Forecast {
    try mend()
    let known = try number(of: episode, taking: values, at: order, occurrence: occurrence)
    let cells = try refusing { () throws(MonitorError) in
      try monitor.cells(values, of: episode, at: order, occurrence: occurrence)
    }
    let number = try write { () throws(LedgerError) in
      let number = if let known { known } else { try ledger.begin(episode) }
      try ledger.append(cells, at: order, of: number)
      return number
    }
    numbers[episode] = number
    let forecast = monitor.take(cells, of: episode, at: order)
    if forecast.alarm?.step == forecast.step { unwritten.insert(episode) }
    try makeRoom()
    return forecast
  }

  /// Writes down how an episode ended, then learns from it.
  ///
  /// Telling the same outcome again changes nothing.
  ///
  /// - Parameters: see `EpisodeMonitor.finish`.
  /// - Throws: ``LedgerError``; nothing has then changed.
  public func finish(_ episode: String, outcome: Outcome? = nil) throws(LedgerError) {
    try mend()
    let end = try refusing { () throws(MonitorError) in try monitor.end(outcome, of: episode) }
    try outcome?.check(against: ledger.schema)
    switch try ledger.status(of: episode) {
    case .unknown: throw .monitor(.noSteps(episode: episode))
    case .erased: throw .monitor(.unlearned(episode: episode))
    case .ended(let number):
      guard case .outcome(let told) = try ledger.episode(number).record.end,
        case .outcome(let now) = end, told != now
      else { return }
      throw .monitor(
        .contradictoryOutcome(episode: episode, earlier: told.text, now: now.text))
    case .open(let number):
      try recall(episode, number)
      try write { () throws(LedgerError) in try ledger.end(episode, number, end) }
      try refusing { () throws(MonitorError) in try monitor.finish(episode, outcome: outcome) }
      release(episode)
    }
  }

  /// Writes down that nobody will ever know what came of an episode, and learns what its steps tell.
  ///
  /// - Throws: ``LedgerError`` if there is no such open episode; nothing has then changed.
  public func abandon(_ episode: String) throws(LedgerError) {
    try mend()
    guard case .open(let number) = try ledger.status(of: episode) else {
      throw .monitor(.unknownEpisode(episode))
    }
    try recall(episode, number)
    try write { () throws(LedgerError) in try ledger.end(episode, number, .unknown) }
    try refusing { () throws(MonitorError) in try monitor.abandon(episode) }
    release(episode)
  }

  /// Writes all that is told within down at once, so that the disk is waited for once.
  ///
  /// What was told within is acknowledged when this returns, also if `body` throws.
  ///
  /// - Throws: what `body` throws, or ``LedgerError``; in that case nothing of it is written down, and
  ///   the monitor is brought back from the ledger when it is used again.
  public func together<Result>(_ body: () throws -> Result) throws -> Result {
    guard !isGrouping else { return try body() }
    beginGroup()
    let result = Swift.Result { try body() }
    try endGroup()
    return try result.get()
  }

  /// Has what is told wait for ``endGroup()`` to reach the disk.
  package func beginGroup() { isGrouping = true }

  /// Has what was told since ``beginGroup()`` reach the disk.
  package func endGroup() throws(LedgerError) {
    isGrouping = false
    try commit()
  }

  /// Has everything that was told reach the disk.
  func commit() throws(LedgerError) {
    do {
      try ledger.log.commit()
    } catch {
      ledger.log.rollBack()
      isOutOfStep = true
      throw error
    }
  }

  /// Writes in a transaction of its own, or in that of ``together(_:)``.
  func write<Result>(
    _ body: () throws(LedgerError) -> Result
  ) throws(LedgerError) -> Result {
    do {
      try ledger.log.begin()
      let result = try body()
      if !isGrouping { try ledger.log.commit() }
      return result
    } catch {
      ledger.log.rollBack()
      // What came before within the group was taken in, and is lost with it.
      if isGrouping { isOutOfStep = true }
      throw error
    }
  }

  /// Brings the monitor back from the ledger, where it took in what is not there.
  func mend() throws(LedgerError) {
    guard isOutOfStep else { return }
    monitor = try ledger.rebuildWatcher()
    numbers = [:]
    unwritten = []
    ended = EndedEpisodeCache()
    isOutOfStep = false
  }

  func refusing<Result>(
    _ body: () throws(MonitorError) -> Result
  ) throws(LedgerError) -> Result {
    do {
      return try body()
    } catch { throw .monitor(error) }
  }
}

extension EpisodeLedger {
  /// A monitor that has learned the episodes that ended, in the order of their ends.
  func rebuildWatcher() throws(LedgerError) -> EpisodeMonitor {
    var monitor = head.monitor
    for number in try endedNumbers() {
      let record = try episode(number).record
      do {
        try monitor.relearn(record)
      } catch { throw .monitor(error) }
    }
    for hash in try erasedHashes() { monitor.forget(hash) }
    return monitor
  }
}
