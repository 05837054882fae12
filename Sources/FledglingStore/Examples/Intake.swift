import Fledgling

/// The result of an entry, or of an outcome, that was given to a ledger.
public enum Intake: Sendable, Hashable {
  /// The entry was appended.
  case appended
  /// The outcome of an entry that had come before became known, or was corrected; this is the entry
  /// with what was known before.
  case settled(LedgerEntry)
  /// The entry had come before, with the same fields and the same outcome or none now.
  case known
  /// The id stands for an entry with other fields.
  case contradictory
  /// There is no entry of the id whose outcome came.
  case unknown
  /// An entry of this id was erased and does not come back.
  case erased
  /// The entry or the outcome does not fit the ledger.
  case refused(LedgerError)
}

/// The outcome of an entry that a ledger knows by its id.
public struct LateOutcome: Sendable, Hashable {
  /// The entry's id.
  public var id: String
  /// The outcome.
  public var outcome: Outcome

  /// The outcome of the entry of an id.
  public init(id: String, outcome: Outcome) {
    self.id = id
    self.outcome = outcome
  }
}
