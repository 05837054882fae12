/// How far a learner is that is being built from its ledger.
public struct RebuildProgress: Sendable, Hashable {
  /// The phases of a rebuild.
  public enum Phase: String, Sendable, Hashable {
    /// Entries that came after the snapshot are learned.
    case catchingUp
    /// All entries are looked at in their canonical order.
    case surveying
    /// Entries that cannot be kept in memory are added to the sums.
    case summing
  }

  /// The current phase.
  public let phase: Phase
  /// Entries done in this phase.
  public let done: Int
  /// Entries there are to do in this phase; for ``Phase/catchingUp``, at most.
  public let total: Int

  /// How many entries are done between two reports.
  static let interval = 1_024
}
