import Fledgling

/// A durable learner that many tasks share.
///
/// ```swift
/// let learner = try LearnerActor(opening: Ledger.open("parcels.ledger"))
/// try await learner.learn([
///   LedgerEntry([.number(120), .text("Bluebird")], outcome: .label("yes"), id: "p1")
/// ])
/// let answer = try await learner.predict(["km": 310, "carrier": "Bluebird"])
/// ```
///
/// Calls follow one another, each as a whole.  A call returns when its entries are on disk, and blocks its
/// thread until then.
public actor LearnerActor {
  private let durable: DurableLearner

  /// Opens the learner of a ledger.
  ///
  /// - Throws: ``LedgerError``.
  /// - Complexity: as ``DurableLearner/init(opening:progress:)``.
  public init(opening ledger: Ledger) throws(LedgerError) {
    durable = try DurableLearner(opening: ledger)
  }

  /// The learner as it is now; a value, which later calls do not change.
  public var learner: Learner { durable.learner }

  /// Answers an example without learning from it.
  ///
  /// - Parameter row: values by the names of their fields; a field that is not among them is missing.
  /// - Returns: the distribution over the classes, or the number with its interval.
  /// - Throws: ``LedgerError/learner(_:)`` if the values do not fit the schema.
  public func predict(_ row: [String: Value]) throws(LedgerError) -> Prediction {
    do { return try durable.learner.predict(row) } catch { throw .learner(error) }
  }

  /// Writes entries down, then answers each and learns its outcome.
  ///
  /// - Returns: the answers from before learning.
  /// - Throws: ``LedgerError``; nothing is then appended or learned.
  @discardableResult
  public func learn(_ entries: [LedgerEntry]) throws(LedgerError) -> [Prediction] {
    try durable.learn(entries)
  }

  /// Writes down and learns the outcome of an entry; an earlier outcome is unlearned.
  ///
  /// - Returns: the outcome that was known before.
  /// - Throws: ``LedgerError``; nothing has then changed.
  @discardableResult
  public func setOutcome(id: String, _ outcome: Outcome) throws(LedgerError) -> Outcome? {
    try durable.setOutcome(id: id, outcome)
  }

  /// Erases entries from the ledger and unlearns them, all or none.
  ///
  /// - Throws: ``LedgerError/idUnknown(_:)`` if one of the ids is not in the ledger; nothing is then
  ///   erased.
  @discardableResult
  public func unlearn(ids: [String]) throws(LedgerError) -> ErasedRecords {
    try durable.unlearn(ids: ids)
  }

  /// Makes the learner a function of the ledger's entries alone, whatever their order.
  ///
  /// - Throws: ``LedgerError``; the learner is then as it was.
  public func consolidate() throws(LedgerError) { try durable.consolidate() }

  /// Writes the learner beside the ledger, so that the next session begins there.
  ///
  /// - Throws: ``LedgerError``; a snapshot that was there is then as it was.
  public func saveSnapshot() throws(LedgerError) { try durable.saveSnapshot() }
}
