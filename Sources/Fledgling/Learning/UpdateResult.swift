/// The result of predicting and learning one example.
struct UpdateResult {
  /// The prediction from before learning.
  let answer: Prediction
  /// The loss of that prediction, in nats or squared deviations; `nil` if undefined.
  let loss: Double?
  /// The outcome as it is stored and as later examples use it.
  let cell: WideCell
  let stored: Double
}
