import Fledgling
import FledglingStore

/// A follower of episodes: a monitor in memory, or one with a ledger, where rows are written down
/// some at a time.
struct MonitorTarget {
  /// How many rows are written down at once where the rows are at hand.
  private static let groupSize = 1_000

  private var free: EpisodeMonitor?
  private let durable: DurableMonitor?
  /// Whether no reader waits for single rows to be written.
  private let isGrouping: Bool
  private var waiting = 0

  init(_ start: WatchStart) {
    durable = start.durable
    free = durable == nil ? start.monitor : nil
    isGrouping = start.plan != nil
    if isGrouping { durable?.beginGroup() }
  }

  var isDurable: Bool { durable != nil }

  var monitor: EpisodeMonitor {
    guard let monitor = durable?.monitor ?? free else {
      preconditionFailure("episodes are followed with or without a ledger")
    }
    return monitor
  }

  /// How many episodes go on.
  var openCount: Int {
    guard let durable else { return free?.openCount ?? 0 }
    return (try? durable.openCount()) ?? durable.monitor.openCount
  }

  /// Takes in a step; see `EpisodeMonitor.step`.
  mutating func step(
    _ values: [Value], of episode: String, at order: Double, occurrence: Int
  ) throws(CommandError) -> Result<Forecast, MonitorError> {
    if let durable {
      return try MonitorTarget.refused { () throws(LedgerError) in
        try durable.step(values, of: episode, at: order, occurrence: occurrence)
      }
    }
    return follow { (monitor) throws(MonitorError) in
      try monitor?.step(values, of: episode, at: order, occurrence: occurrence)
    }
  }

  /// The state of an episode by its name.
  func state(of episode: String) throws(CommandError) -> EpisodeMonitor.NameState {
    guard let durable else { return monitor.state(of: episode) }
    do { return try durable.state(of: episode) } catch { throw CommandError(describing: error) }
  }

  /// Whether an ended episode has a step; nil if that is not known any more.
  func ended(
    _ episode: String, has values: [Value], at order: Double, occurrence: Int
  ) throws(CommandError) -> Bool? {
    guard let durable else {
      return monitor.ended(episode, has: values, at: order, occurrence: occurrence)
    }
    do {
      return try durable.ended(episode, has: values, at: order, occurrence: occurrence)
    } catch { throw CommandError(describing: error) }
  }

  /// The end of an ended episode; nil if that is not known any more.
  func outcome(of episode: String) throws(CommandError) -> Outcome? {
    guard let durable else { return monitor.outcome(of: episode) }
    do { return try durable.outcome(of: episode) } catch { throw CommandError(describing: error) }
  }

  /// Sets how an episode ended; see `EpisodeMonitor.finish`.
  mutating func finish(
    _ episode: String, outcome: Outcome?
  ) throws(CommandError) -> Result<Void, MonitorError> {
    if let durable {
      return try MonitorTarget.refused { () throws(LedgerError) in
        try durable.finish(episode, outcome: outcome)
      }
    }
    return follow { (monitor) throws(MonitorError) in
      try monitor?.finish(episode, outcome: outcome)
    }
  }

  /// Drops an open episode; its rows in a ledger stay there.
  mutating func dismiss(_ episode: String) { _ = free?.dismiss(episode) }

  mutating func consolidate() { free?.consolidate() }

  /// The story of an episode; see `EpisodeMonitor.explain`.
  func explain(_ episode: String) throws(MonitorError) -> EpisodeExplanation {
    guard let durable else { return try monitor.explain(episode) }
    do {
      return try durable.explain(episode)
    } catch {
      if case .monitor(let refusal) = error { throw refusal }
      throw .unknownEpisode(episode)
    }
  }

  /// Counts a row that was taken in.
  ///
  /// - Returns: how many rows have reached the disk with it; 0 as long as it waits for others.
  mutating func noteRow() throws(CommandError) -> Int {
    guard isDurable else { return 0 }
    waiting += 1
    return !isGrouping || waiting == MonitorTarget.groupSize ? try writeDown() : 0
  }

  /// Has the rows that wait reach the disk.
  ///
  /// - Returns: how many there were.
  mutating func writeDown() throws(CommandError) -> Int {
    defer { waiting = 0 }
    do {
      try durable?.endGroup()
    } catch { throw CommandError(describing: error) }
    if isGrouping { durable?.beginGroup() }
    return waiting
  }

  private mutating func follow<Success>(
    _ body: (inout EpisodeMonitor?) throws(MonitorError) -> Success?
  ) -> Result<Success, MonitorError> {
    do throws(MonitorError) {
      guard let result = try body(&free) else {
        preconditionFailure("episodes are followed with or without a ledger")
      }
      return .success(result)
    } catch { return .failure(error) }
  }

  /// An error of the monitor may concern one row; an error of the ledger concerns all.
  private static func refused<Success>(
    _ body: () throws(LedgerError) -> Success
  ) throws(CommandError) -> Result<Success, MonitorError> {
    do {
      return .success(try body())
    } catch {
      if case .monitor(let refusal) = error { return .failure(refusal) }
      throw CommandError(describing: error)
    }
  }
}
