/// What good episodes do that looks like a loop: waiting, asking the same again.
struct KnownCycles: Sendable, Hashable {
  /// Rounds at which a loop is told, in 1/16, unless good episodes refute it.
  static let enough: Int32 = 3 * 16
  /// Steps without anything new that are no stagnation: before enough good episodes are known, and
  /// the fewest.
  private static let stallBefore = 40
  private static let leastStall = 16
  /// The shares of good episodes that may be told to be in a loop, and to stagnate: one in so many.
  private static let loopShare = 100
  private static let stallShare = 500
  /// Episodes that make a habit, and the share of all, one in so many.
  private static let habit: UInt32 = 3
  private static let habitShare = 200

  /// Rounds of their own that episodes must have, and more than one each, before that is their nature.
  private static let naturalNeeded = 3

  private static let buckets = 1 << 10
  private static let stallLimit = 256

  /// Per hash of a round, the episodes that came to ``enough`` in it, and the most rounds.
  private var counts = [UInt32](repeating: 0, count: buckets)
  private var largest = [Int32](repeating: 0, count: buckets)
  /// Good episodes by their longest stretch without anything new.
  private var stalls = [UInt32](repeating: 0, count: stallLimit)
  private var episodes = 0
  private var good = 0

  static func bucket(_ round: UInt32) -> Int { Int((round &* 0x9e37_79b1) >> 22) }

  /// Adds an episode: its buckets with the most rounds in each, and its longest stretch; without one
  /// it is not known to be good, and tells no more than what many have in common.
  mutating func add(_ rounds: [(bucket: Int, score: Int32)], stall: Int?) {
    episodes += 1
    for (bucket, score) in rounds {
      counts[bucket] += 1
      largest[bucket] = max(largest[bucket], score)
    }
    guard let stall else { return }
    good += 1
    stalls[min(stall, KnownCycles.stallLimit - 1)] += 1
  }

  private func isHabit(_ bucket: Int) -> Bool {
    counts[bucket] >= KnownCycles.habit && Int(counts[bucket]) * KnownCycles.habitShare >= episodes
  }

  /// Per bucket, the rounds that must be exceeded: half more than were seen where that is a habit.
  var allowed: [Int32] {
    (0..<KnownCycles.buckets).map { isHabit($0) ? largest[$0] * 3 / 2 : 0 }
  }

  /// The rounds at which a loop is told, in 1/16, apart from habits.
  ///
  /// More than ``enough`` only where episodes clearly refute it: good ones, or so many that each has
  /// something of its own that comes again, as where one side keeps the ball for a while.
  var enough: Int32 {
    let told = buckets { !isHabit($0) }
    let reached = reached(told)
    let expected = Double(good) / Double(KnownCycles.loopShare)
    // Split conformal prediction over the good ones, once refuted by three standard deviations and two.
    let isRefuted = good > 0 && Double(reached) > expected + 3 * expected.squareRoot() + 2
    // Habits that few share are of the same nature.
    let own = buckets { Int(counts[$0]) * 4 < max(5, episodes) }
    let isNatural = self.reached(own) >= KnownCycles.naturalNeeded && self.reached(own) > episodes
    var enough = KnownCycles.enough
    if isRefuted, let most = quantile(told, above: (good + 1) / KnownCycles.loopShare) {
      enough = max(enough, most + 1)
    }
    if isNatural, let most = quantile(own, above: episodes / KnownCycles.loopShare) {
      enough = max(enough, most * 3 / 2)
    }
    return enough
  }

  /// The buckets of some kind, those with the most rounds first.
  private func buckets(where isWanted: (Int) -> Bool) -> [Int] {
    (0..<KnownCycles.buckets).filter { counts[$0] > 0 && isWanted($0) }
      .sorted { (largest[$0], $0) > (largest[$1], $1) }
  }

  private func reached(_ buckets: [Int]) -> Int { buckets.reduce(0) { $0 + Int(counts[$1]) } }

  /// The rounds that all but so many came to, of buckets by their most rounds; nil without as many.
  private func quantile(_ buckets: [Int], above count: Int) -> Int32? {
    var seen = 0
    for bucket in buckets {
      seen += Int(counts[bucket])
      if seen >= max(1, count) { return largest[bucket] }
    }
    return nil
  }

  /// The most steps without anything new that are no stagnation: as many as good episodes have, all
  /// but a few, and ``stallBefore`` at least until enough of them are known for fewer.
  var stall: Int {
    let most = (good + 1) / KnownCycles.stallShare
    var seen = 0
    var steps = stalls.count
    while steps > 0, seen < max(1, most) {
      steps -= 1
      seen += Int(stalls[steps])
    }
    // The last counts all from there.
    if steps == stalls.count - 1 { return .max }
    return max(steps, most > 0 ? KnownCycles.leastStall : KnownCycles.stallBefore)
  }
}

extension KnownCycles: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(counts)
    writer.write(largest)
    writer.write(stalls)
    writer.write(episodes)
    writer.write(good)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    counts = try reader.read(count: KnownCycles.buckets)
    largest = try reader.read(count: KnownCycles.buckets)
    stalls = try reader.read(count: KnownCycles.stallLimit)
    episodes = try reader.read()
    good = try reader.read()
    guard (0...1 << 48).contains(episodes), (0...episodes).contains(good),
      (counts + stalls).allSatisfy({ $0 < 1 << 31 }),
      largest.allSatisfy({ (0...1 << 24).contains($0) })
    else {
      throw .damaged("the habits of episodes do not fit together")
    }
  }
}
