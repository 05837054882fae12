import Fledgling

/// A record of a ledger at one place in the order of arrival.
public struct LedgerEvent: Sendable, Hashable {
  /// Its place in the order of arrival; never given to anything else.
  public let sequence: Int64
  /// The entry it is about.
  public let entry: Int64
  /// The entry's content with the outcome that was known from this event on.
  public let content: LedgerEntry

  /// Whether this is the outcome of an entry that had come before.
  public var isOutcome: Bool { sequence != entry }
}
