import Fledgling

/// The changes by unlearning, for a receipt.
public struct UnlearningResult: Sendable, Hashable {
  /// The erased entries.
  public let erasure: ErasedRecords
  /// When, in seconds since 1970.
  public let time: Double
  /// The learner's state hash before.
  public let stateBefore: String
  /// The learner's state hash after.
  public let stateAfter: String

  /// The result of an unlearning, for its receipt.
  public init(erasure: ErasedRecords, time: Double, stateBefore: String, stateAfter: String) {
    self.erasure = erasure
    self.time = time
    self.stateBefore = stateBefore
    self.stateAfter = stateAfter
  }
}
