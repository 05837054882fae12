/// What came of one example that was answered and learned.
struct UpdateResult {
  /// The answer before learning.
  let answer: Prediction
  /// Its loss, where it can be said: nats, or squared deviations.
  let loss: Double?
  /// The outcome as later examples see it, and as it is kept.
  let cell: WideCell
  let stored: Double
}
