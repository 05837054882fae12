import Fledgling

/// A learner and the ledger of all its examples, which is written first: acknowledged examples
/// survive a crash, and erased ones are forgotten.
///
/// ```swift
/// let durable = try DurableLearner(opening: Ledger.open("parcels.ledger"))
/// let answers = try durable.learn([
///   LedgerEntry([.number(120), .text("Bluebird")], outcome: .label("yes"), id: "p1")
/// ])
/// try durable.saveSnapshot()
/// ```
///
/// To be used by one task at a time.
public final class DurableLearner {
  /// Reports how far a rebuild is, every thousand entries or so; false stops it with
  /// ``LedgerError/interrupted(path:)``.
  public typealias Report = (RebuildProgress) -> Bool

  /// Where everything is written down; entries must be appended, erased and corrected through the
  /// durable learner, which else misses them.
  public let ledger: Ledger
  /// The learner.
  public internal(set) var learner: Learner
  /// Whether the ledger holds an entry that the learner did not take in, so that it has to be mended.
  private var isOutOfStep = false

  /// Brings the learner of a ledger back: from its snapshot and what came after, or, if there is none
  /// that is valid, from all entries in their canonical order.
  ///
  /// - Throws: ``LedgerError``.
  /// - Complexity: O(entries after the snapshot), else O(*n* log *n*).
  public init(opening ledger: Ledger, progress: Report = { _ in true }) throws(LedgerError) {
    self.ledger = ledger
    if let snapshot = try ledger.validSnapshot() {
      var learner = snapshot.learner
      do {
        try ledger.replay(after: snapshot.mark.sequence, to: &learner, progress)
      } catch { throw LedgerError(error, ledger.path) }
      try ledger.restorePins(of: &learner)
      self.learner = learner
    } else {
      learner = try ledger.rebuildLearner(progress)
    }
  }

  /// Takes entries down for good, then answers each and learns its outcome.
  ///
  /// An entry without an outcome is answered and moves recent averages on; it is learned when
  /// ``setOutcome(id:_:progress:)`` gives its outcome.
  ///
  /// - Returns: the answers from before learning.
  /// - Throws: ``LedgerError``; nothing is then appended or learned.
  /// - Complexity: O(entries); the disk is waited for once.
  public func learn(_ entries: [LedgerEntry]) throws(LedgerError) -> [Prediction] {
    // The ledger must not hold entries that its learner cannot learn.
    try mend()
    try checkClasses(of: entries.lazy.compactMap(\.outcome))
    try ledger.append(entries)
    var answers: [Prediction] = []
    answers.reserveCapacity(entries.count)
    for entry in entries { answers.append(try live(entry)) }
    return answers
  }

  /// Answers an entry that the ledger holds, and learns it.
  func live(_ entry: LedgerEntry) throws(LedgerError) -> Prediction {
    do {
      return try learner.live(entry)
    } catch {
      isOutOfStep = true
      throw .learner(error)
    }
  }

  /// Restores the learner from the ledger if that holds entries that the learner did not take in.
  func mend(_ progress: Report = { _ in true }) throws(LedgerError) {
    guard isOutOfStep else { return }
    learner = try ledger.rebuildLearner(progress)
    isOutOfStep = false
  }

  /// Writes the outcome of an entry, and learns it; if another outcome was known, that is unlearned.
  ///
  /// - Returns: the outcome that was known before.
  /// - Throws: ``LedgerError``; nothing has then changed.
  /// - Complexity: O(entries kept in memory) for a correction; O(*n* log *n*) if the entry is not kept
  ///   there any more.
  @discardableResult
  public func setOutcome(
    id: String, _ outcome: Outcome, progress: Report = { _ in true }
  ) throws(LedgerError) -> Outcome? {
    try mend(progress)
    try outcome.check(against: ledger.schema)
    try checkClasses(of: CollectionOfOne(outcome))
    var after = try keepingUp(progress) { () throws(LedgerError) in
      try self.ledger.setOutcome(id: id, outcome)
    }
    let before = after.outcome
    if let key = try ledger.key(of: after),
      !learner.unlearn(keys: [key], isForgetting: false).isEmpty
    {
      learner = try ledger.rebuildLearner(progress)
      return before
    }
    after.outcome = outcome
    _ = try live(after)
    return before
  }

  /// Rebuilds the learner so that it is a function of the ledger's entries alone, whatever the order
  /// in which they came.
  ///
  /// - Throws: ``LedgerError``; the learner is then as it was.
  /// - Complexity: O(entries kept), if every one is; else O(*n* log *n*).
  public func consolidate(progress: Report = { _ in true }) throws(LedgerError) {
    try mend(progress)
    if learner.isComplete {
      learner.consolidate()
    } else {
      learner = try ledger.rebuildLearner(progress)
    }
  }

  /// Writes the learner beside the ledger, so that the next session begins there.
  ///
  /// - Throws: ``LedgerError``; a snapshot that was there is then as it was.
  /// - Complexity: O(size of the learner).
  public func saveSnapshot() throws(LedgerError) {
    try mend()
    try ledger.save(learner)
  }

  /// Builds the learner again from the ledger, to be compared with the one at hand.
  ///
  /// Where every entry is kept in memory, or nothing was learned since ``consolidate(progress:)``, the
  /// two are equal; else their views were fitted to different entries, and they are not.
  ///
  /// - Returns: the state hashes of the learner at hand once it is consolidated, and of the other.
  /// - Throws: ``LedgerError``.
  /// - Complexity: O(*n* log *n*).
  public func verify(
    progress: Report = { _ in true }
  ) throws(LedgerError) -> (held: String, rederived: String) {
    try mend(progress)
    var held = learner
    if held.isComplete { held.consolidate() }
    return (held.stateHash, try ledger.rebuildLearner(progress).stateHash)
  }

  private func checkClasses(of outcomes: some Sequence<Outcome>) throws(LedgerError) {
    var room = ClassRoom(learner, isLimited: ledger.schema.task == .classification)
    for outcome in outcomes {
      if let fault = room.refusal(of: outcome) { throw fault }
    }
  }
}

extension Learner {
  /// Answers an entry, then learns it, or takes it in as long as its outcome is not known.
  mutating func live(_ entry: LedgerEntry) throws(LearnerError) -> Prediction {
    let values = entry.values
    if let outcome = entry.outcome {
      return try answer(values, thenLearn: outcome, id: entry.id, time: entry.time)
    }
    let prediction = try predict(values)
    try observe(values)
    return prediction
  }
}
