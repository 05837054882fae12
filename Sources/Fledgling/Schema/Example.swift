/// Something that was lived: an example, what came of it, and, where they are known, its name and its
/// time.
public struct Example: Sendable, Hashable {
  /// What the example is called, unique among all that are ever to be merged.
  public var id: String?
  /// When it happened, in seconds since 1970.
  public var time: Double?
  /// The fields' values, in the schema's order.
  public var values: [Value]
  /// What came of it.
  public var outcome: Outcome

  /// An example of which only the values and the outcome must be known.
  public init(_ values: [Value], outcome: Outcome, id: String? = nil, time: Double? = nil) {
    self.id = id
    self.time = time
    self.values = values
    self.outcome = outcome
  }
}
