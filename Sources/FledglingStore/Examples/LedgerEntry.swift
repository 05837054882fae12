import Fledgling

/// One example as a ledger keeps it.
public struct LedgerEntry: Sendable, Hashable {
  /// The id of the example, unique within the ledger; an example without an id is known by its content.
  public var id: String?
  /// When it happened, in seconds since 1970.
  public var time: Double?
  /// Where it came from.
  public var source: String?
  /// The job that it was part of.
  public var job: String?
  /// The fields' contents, in the schema's order.
  public var fields: [FieldValue]
  /// The outcome, once it is known.
  public var outcome: Outcome?
  /// The probability with which what was done was chosen, where chance had a part in it.
  public var propensity: Double?

  /// An entry of which only the fields must be known.
  public init(
    _ fields: [FieldValue], outcome: Outcome? = nil, id: String? = nil, time: Double? = nil,
    source: String? = nil, job: String? = nil, propensity: Double? = nil
  ) {
    self.id = id
    self.time = time
    self.source = source
    self.job = job
    self.fields = fields
    self.outcome = outcome
    self.propensity = propensity
  }

  /// The fields as a learner reads them.
  public var values: [Value] { fields.map(\.value) }

  /// The example that a learner learns; `nil` as long as the outcome is not known.
  public var experience: Example? {
    outcome.map { Example(values, outcome: $0, id: id, time: time) }
  }
}
