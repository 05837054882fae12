import Fledgling
import FledglingTables

/// Finds the episodes of tables that a monitor has learned before.
///
/// A name that has ended comes back for one of two reasons: its rows are given again, or another episode
/// bears it.  They are given again if at least half of them are steps of the ended episode, just the
/// same, or if its steps are not kept; all others are new episodes.
struct KnownEpisodes {
  private let follower: MonitorTarget
  /// How many episodes of a name have ended.
  private var ended: [UInt64: Int] = [:]
  /// Per episode of the plan and ended one of its name, the rows that are steps of it.
  private var matches: [Match: Int] = [:]

  private struct Match: Hashable {
    let episode: Int
    let copy: Int
  }

  /// A plan in which new episodes of names that have ended are named anew.
  static func renamed(_ start: WatchStart) throws(CommandError) -> EpisodeIndex? {
    guard var plan = start.plan else { return nil }
    let monitor = start.durable?.monitor ?? start.monitor
    guard monitor.episodes > 0 else { return plan }
    var known = KnownEpisodes(follower: MonitorTarget(start))
    try known.compare(start)
    for (name, ended) in known.ended where ended > 0 {
      var copy = 1
      for place in plan.places(of: name) {
        while copy <= ended, !known.isSame(plan.entries[place], place, copy) { copy += 1 }
        plan.rename(place, copy: copy, isKnown: copy <= ended)
        copy += 1
      }
    }
    return plan
  }

  private init(follower: MonitorTarget) { self.follower = follower }

  private mutating func compare(_ start: WatchStart) throws(CommandError) {
    var ended = ended
    let follower = follower
    var failure: CommandError?
    func count(_ key: StepKey) -> Int {
      if let count = ended[key.hash] { return count }
      var count = 0
      do throws(CommandError) {
        while try follower.state(of: key.name(count + 1)) == .ended { count += 1 }
      } catch { failure = error }
      ended[key.hash] = count
      return count
    }
    try start.tables.forEachStep(
      start, keepsOrder: false, where: { key, _ in failure == nil && count(key) > 0 }
    ) { (row) throws(CommandError) in
      guard let episode = row.episode, row.fault == nil else { return }
      for copy in stride(from: 1, through: count(row.key), by: 1) {
        let isStep = try follower.ended(
          row.key.name(copy), has: row.values, at: row.key.order, occurrence: 1)
        if isStep != false { matches[Match(episode: episode, copy: copy), default: 0] += 1 }
      }
    }
    if let failure { throw failure }
    self.ended = ended
  }

  private func isSame(_ entry: EpisodeIndex.Entry, _ place: Int, _ copy: Int) -> Bool {
    2 * matches[Match(episode: place, copy: copy), default: 0] >= entry.rows
  }
}
