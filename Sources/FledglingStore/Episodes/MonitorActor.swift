import Fledgling

/// A durable monitor that many tasks share.
///
/// ```swift
/// let monitor = try MonitorActor(opening: EpisodeLedger.open("cases.ledger"))
/// let forecast = try await monitor.step(["activity": "triage"], of: "case 17", at: 1_704_067_200)
/// ```
///
/// Calls follow one another, each as a whole.  A call returns when its step is on disk, and blocks its
/// thread until then.
public actor MonitorActor {
  private let durable: DurableMonitor

  /// Opens the monitor of a ledger.
  ///
  /// - Throws: ``LedgerError``.
  /// - Complexity: O(steps in the ledger).
  public init(opening ledger: EpisodeLedger) throws(LedgerError) {
    durable = try DurableMonitor(opening: ledger)
  }

  /// The monitor as it is now; a value, which later calls do not change.
  public var monitor: EpisodeMonitor { durable.monitor }

  /// Writes a step down, and predicts the end of its episode.
  ///
  /// - Parameters:
  ///   - row: values by the names of their fields; a field that is not among them is missing.
  ///   - episode: the episode's name; one that is new begins here.
  ///   - order: orders the steps of an episode: a number, or seconds since 1970.
  /// - Returns: the forecast after the step.
  /// - Throws: ``LedgerError``; nothing has then changed.
  @discardableResult
  public func step(
    _ row: [String: Value], of episode: String, at order: Double
  ) throws(LedgerError) -> Forecast {
    let values: [Value]
    do {
      values = try durable.monitor.schema.values(of: row)
    } catch { throw .learner(error) }
    return try durable.step(values, of: episode, at: order)
  }

  /// Writes down that an episode ended, and learns it.
  ///
  /// - Parameters:
  ///   - episode: the episode's name.
  ///   - outcome: the outcome, where the goal is one.
  /// - Throws: ``LedgerError``; nothing has then changed.
  public func finish(_ episode: String, outcome: Outcome? = nil) throws(LedgerError) {
    try durable.finish(episode, outcome: outcome)
  }

  /// Erases episodes from the ledger and unlearns them, all or none.
  ///
  /// - Throws: ``LedgerError``; nothing is then erased.
  @discardableResult
  public func unlearn(ids: [String]) throws(LedgerError) -> ErasedRecords {
    try durable.unlearn(ids: ids)
  }
}
