/// How much computation to spend on a prediction.
public enum Effort: Sendable, Hashable {
  /// Evaluate every expert.
  case full
  /// Stop after the fast experts when they leave less than 0.5 % doubt and training showed that the
  /// remaining experts hardly reduce the loss of such examples.
  ///
  /// Regression always evaluates every expert.
  case adaptive
}
