/// An example: field values and their outcome, with an id and a time where these are known.
public struct Example: Sendable, Hashable, Codable {
  /// The example's id, unique among all examples that are ever merged; `nil` if it has none.
  public var id: String?
  /// The example's time, in seconds since 1970; `nil` if unknown.
  public var time: Double?
  /// The fields' values, in the schema's order.
  public var values: [Value]
  /// The example's outcome.
  public var outcome: Outcome

  /// An example; the id and the time are optional.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - outcome: the example's outcome.
  ///   - id: an id that is unique among all examples that are ever merged.
  ///   - time: the example's time, in seconds since 1970.
  public init(_ values: [Value], outcome: Outcome, id: String? = nil, time: Double? = nil) {
    self.id = id
    self.time = time
    self.values = values
    self.outcome = outcome
  }
}
