/// The rows that a prediction is to be right for.
///
/// A classifier has two heads: one follows the stream, the other is formed by rehearsing rows of all
/// times.  Unless one is named, a row that follows a known outcome is answered as the next one, and
/// any other by a mixture of both, by the evidence whether it looks like the newest rows or like older
/// ones.  The outcome before a row is unknown once a row without an outcome came in between
/// (``Learner/observe(_:answered:time:)``), as when the rows of a file are predicted.
public enum PredictionScope: String, Sendable, Hashable, CaseIterable {
  /// The next row of the stream: recent rows count most.
  case next
  /// A row of any time: all rows count alike.
  case always
}
