import Fledgling
import FledglingStore

/// A follower of episodes: a watcher in memory, or one with a ledger, where rows are written down
/// some at a time.
struct Follower {
  /// How many rows are written down at once where the rows are at hand.
  private static let groupSize = 1_000

  private var free: Watcher?
  private let durable: DurableWatcher?
  /// Whether nobody waits for a single row to be written down.
  private let isGrouping: Bool
  private var waiting = 0

  init(_ start: WatchStart) {
    durable = start.durable
    free = durable == nil ? start.watcher : nil
    isGrouping = start.plan != nil
    if isGrouping { durable?.beginGroup() }
  }

  var isDurable: Bool { durable != nil }

  var watcher: Watcher {
    guard let watcher = durable?.watcher ?? free else {
      preconditionFailure("episodes are followed with or without a ledger")
    }
    return watcher
  }

  /// How many episodes go on.
  var openCount: Int {
    guard let durable else { return free?.openCount ?? 0 }
    return (try? durable.openCount()) ?? durable.watcher.openCount
  }

  /// Takes in a step; see `Watcher.step`.
  mutating func step(
    _ values: [Value], of episode: String, at order: Double, occurrence: Int
  ) throws(Failure) -> Result<Outlook, WatchError> {
    if let durable {
      return try Follower.refused { () throws(LedgerError) in
        try durable.step(values, of: episode, at: order, occurrence: occurrence)
      }
    }
    return follow { (watcher) throws(WatchError) in
      try watcher?.step(values, of: episode, at: order, occurrence: occurrence)
    }
  }

  /// What is known of an episode's name.
  func state(of episode: String) throws(Failure) -> Watcher.NameState {
    guard let durable else { return watcher.state(of: episode) }
    do { return try durable.state(of: episode) } catch { throw Failure(describing: error) }
  }

  /// Whether an ended episode has a step; nil if that is not known any more.
  func ended(
    _ episode: String, has values: [Value], at order: Double, occurrence: Int
  ) throws(Failure) -> Bool? {
    guard let durable else {
      return watcher.ended(episode, has: values, at: order, occurrence: occurrence)
    }
    do {
      return try durable.ended(episode, has: values, at: order, occurrence: occurrence)
    } catch { throw Failure(describing: error) }
  }

  /// What came of an ended episode; nil if that is not known any more.
  func outcome(of episode: String) throws(Failure) -> Outcome? {
    guard let durable else { return watcher.outcome(of: episode) }
    do { return try durable.outcome(of: episode) } catch { throw Failure(describing: error) }
  }

  /// Tells how an episode ended; see `Watcher.finish`.
  mutating func finish(
    _ episode: String, outcome: Outcome?
  ) throws(Failure) -> Result<Void, WatchError> {
    if let durable {
      return try Follower.refused { () throws(LedgerError) in
        try durable.finish(episode, outcome: outcome)
      }
    }
    return follow { (watcher) throws(WatchError) in
      try watcher?.finish(episode, outcome: outcome)
    }
  }

  /// Drops an open episode; what stands in a ledger stays there.
  mutating func dismiss(_ episode: String) { _ = free?.dismiss(episode) }

  mutating func consolidate() { free?.consolidate() }

  /// The story of an episode; see `Watcher.explain`.
  func explain(_ episode: String) throws(WatchError) -> EpisodeStory {
    guard let durable else { return try watcher.explain(episode) }
    do {
      return try durable.explain(episode)
    } catch {
      if case .watcher(let refusal) = error { throw refusal }
      throw .unknownEpisode(episode)
    }
  }

  /// Counts a row that was taken in.
  ///
  /// - Returns: how many rows have reached the disk with it; 0 as long as it waits for others.
  mutating func noteRow() throws(Failure) -> Int {
    guard isDurable else { return 0 }
    waiting += 1
    return !isGrouping || waiting == Follower.groupSize ? try writeDown() : 0
  }

  /// Has the rows that wait reach the disk.
  ///
  /// - Returns: how many there were.
  mutating func writeDown() throws(Failure) -> Int {
    defer { waiting = 0 }
    do {
      try durable?.endGroup()
    } catch { throw Failure(describing: error) }
    if isGrouping { durable?.beginGroup() }
    return waiting
  }

  private mutating func follow<Success>(
    _ body: (inout Watcher?) throws(WatchError) -> Success?
  ) -> Result<Success, WatchError> {
    do throws(WatchError) {
      guard let result = try body(&free) else {
        preconditionFailure("episodes are followed with or without a ledger")
      }
      return .success(result)
    } catch { return .failure(error) }
  }

  /// What a watcher complains about may concern a row; what a ledger complains about concerns all.
  private static func refused<Success>(
    _ body: () throws(LedgerError) -> Success
  ) throws(Failure) -> Result<Success, WatchError> {
    do {
      return .success(try body())
    } catch {
      if case .watcher(let refusal) = error { return .failure(refusal) }
      throw Failure(describing: error)
    }
  }
}
