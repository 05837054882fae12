/// Repetitions in good episodes that look like loops: waiting, asking the same again.
struct KnownCycles: Sendable, Hashable {
  /// The rounds, in 1/16, at which a loop is reported, unless good episodes refute it.
  static let enough: Int32 = 3 * 16
  /// The longest stretch without anything new that is no stagnation: before enough good episodes
  /// are known, and at the least.
  private static let stallBefore = 40
  private static let leastStall = 16
  /// The shares of good episodes that may be reported as loops, and as stagnation: one in this
  /// many.
  private static let loopShare = 100
  private static let stallShare = 500
  /// The episodes that establish a habit, and the share of all: one in this many.
  private static let habit: UInt32 = 3
  private static let habitShare = 200

  /// The rounds of their own that episodes must have, beyond one each, before such rounds are
  /// considered normal.
  private static let naturalNeeded = 3

  private static let buckets = 1 << 10
  private static let stallLimit = 256

  /// Per hash of a round, the episodes that reached ``enough`` in it, and the most rounds.
  private var counts = [UInt32](repeating: 0, count: buckets)
  private var largest = [Int32](repeating: 0, count: buckets)
  /// Good episodes by their longest stretch without anything new.
  private var stalls = [UInt32](repeating: 0, count: stallLimit)
  private var episodes = 0
  private var good = 0

  static func bucket(_ round: UInt32) -> Int { Int((round &* 0x9e37_79b1) >> 22) }

  /// Adds an episode: its buckets with the most rounds in each, and its longest stretch; `nil` if
  /// the episode is not known to be good, and then it only counts towards common habits.
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

  /// Per bucket, the rounds that a loop must exceed: for a habit, half more than were seen.
  var allowed: [Int32] {
    (0..<KnownCycles.buckets).map { isHabit($0) ? largest[$0] * 3 / 2 : 0 }
  }

  /// The rounds at which a loop is reported, in 1/16, apart from habits.
  ///
  /// More than ``enough`` only if episodes clearly refute it: good ones, or so many that each has a
  /// repetition of its own, such as one side keeping the ball for a while.
  var enough: Int32 {
    let told = buckets { !isHabit($0) }
    let reached = reached(told)
    let expected = Double(good) / Double(KnownCycles.loopShare)
    // Split conformal prediction over the good episodes, once they exceed the expected count by
    // three standard deviations and two.
    let isRefuted = good > 0 && Double(reached) > expected + 3 * expected.squareRoot() + 2
    // Habits that few episodes share are of the same kind.
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

  /// The buckets that satisfy a condition, those with the most rounds first.
  private func buckets(where isWanted: (Int) -> Bool) -> [Int] {
    (0..<KnownCycles.buckets).filter { counts[$0] > 0 && isWanted($0) }
      .sorted { (largest[$0], $0) > (largest[$1], $1) }
  }

  private func reached(_ buckets: [Int]) -> Int { buckets.reduce(0) { $0 + Int(counts[$1]) } }

  /// The rounds that all but `count` of the buckets reached; `nil` if there are too few buckets.
  private func quantile(_ buckets: [Int], above count: Int) -> Int32? {
    var seen = 0
    for bucket in buckets {
      seen += Int(counts[bucket])
      if seen >= max(1, count) { return largest[bucket] }
    }
    return nil
  }

  /// The longest stretch without anything new that is no stagnation: the longest of good episodes,
  /// except a few, and at least ``stallBefore`` until enough of them are known.
  var stall: Int {
    let most = (good + 1) / KnownCycles.stallShare
    var seen = 0
    var steps = stalls.count
    while steps > 0, seen < max(1, most) {
      steps -= 1
      seen += Int(stalls[steps])
    }
    // The last count includes all longer stretches.
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
