import Fledgling

/// What became of an entry or an outcome, and what the learner said before it learned it.
public struct Taken: Sendable, Hashable {
  /// What the ledger made of it.
  public let intake: Intake
  /// The answer from before learning; `unknown` if nothing was learned or observed.
  public let answer: Prediction
}

extension DurableLearner {
  /// Takes entries down for good, each for itself, then answers and learns them in their order.
  ///
  /// One that is known, was erased or does not fit keeps no other out.  An entry of a known id with
  /// the same fields and another outcome settles or corrects the one that is known.
  ///
  /// - Returns: what became of each entry, in their order.
  /// - Throws: ``LedgerError`` if none could be taken down.
  /// - Complexity: O(entries); the disk is waited for once.  A correction takes O(entries kept in
  ///   memory), or O(*n* log *n*) if what it corrects is not kept there any more.
  public func take(
    _ entries: [LedgerEntry], progress: Report = { _ in true }
  ) throws(LedgerError) -> [Taken] {
    try take(progress, outcome: { entries[$0].outcome }, appended: { entries[$0] }) {
      (refusal) throws(LedgerError) in
      try self.ledger.take(entries, refusing: refusal)
    }
  }

  /// Takes down what came of entries that the ledger knows by their ids, then learns it; see
  /// ``take(_:progress:)``.
  ///
  /// - Returns: what became of each outcome, in their order.
  /// - Throws: ``LedgerError`` if none could be taken down.
  public func settle(
    _ outcomes: [LateOutcome], progress: Report = { _ in true }
  ) throws(LedgerError) -> [Taken] {
    try take(progress, outcome: { outcomes[$0].outcome }, appended: { _ in nil }) {
      (refusal) throws(LedgerError) in
      try self.ledger.settle(outcomes, refusing: refusal)
    }
  }

  private func take(
    _ progress: Report, outcome: (Int) -> Outcome?, appended: (Int) -> LedgerEntry?,
    _ write: ((Outcome) -> LedgerError?) throws(LedgerError) -> [Intake]
  ) throws(LedgerError) -> [Taken] {
    try mend(progress)
    var room = ClassRoom(learner, isLimited: ledger.schema.task == .classification)
    let intakes = try keepingUp(progress) { () throws(LedgerError) in
      try write { room.refusal(of: $0) }
    }
    var taken: [Taken] = []
    taken.reserveCapacity(intakes.count)
    var isRebuilt = false
    for (index, intake) in intakes.enumerated() {
      var answer = Prediction.unknown
      switch intake {
      case .appended:
        if let entry = appended(index) { answer = try live(entry) }
      case .settled(let before):
        guard let outcome = outcome(index) else { break }
        answer = (try? learner.predict(before.values)) ?? .unknown
        if try !retract(before) { isRebuilt = true }
        var after = before
        after.outcome = outcome
        if !isRebuilt { _ = try live(after) }
      case .known, .contradictory, .unknown, .erased, .refused: break
      }
      taken.append(Taken(intake: intake, answer: answer))
    }
    // What was corrected is not kept in memory any more.
    if isRebuilt { learner = try ledger.rebuildLearner(progress) }
    return taken
  }

  /// Takes out what was learned of an entry before it was corrected.
  ///
  /// - Returns: false if it is not kept.
  private func retract(_ before: LedgerEntry) throws(LedgerError) -> Bool {
    guard let key = try ledger.key(of: before) else { return true }
    return learner.unlearn(keys: [key], isForgetting: false).isEmpty
  }
}

/// The classes a learner knows, and those that have come since.
struct ClassRoom {
  private var labels: Set<String>
  private let isLimited: Bool

  init(_ learner: Learner, isLimited: Bool) {
    labels = isLimited ? Set(learner.classes) : []
    self.isLimited = isLimited
  }

  /// Why an outcome cannot be learned: it would be one class too many.
  mutating func refusal(of outcome: Outcome) -> LedgerError? {
    guard isLimited, !labels.contains(outcome.text) else { return nil }
    guard labels.count < Schema.classLimit else {
      return .learner(.tooManyClasses(limit: Schema.classLimit, label: outcome.text))
    }
    labels.insert(outcome.text)
    return nil
  }
}
