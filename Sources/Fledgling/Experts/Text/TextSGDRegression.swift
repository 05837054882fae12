/// Linear regression on a text's weighted n-grams, for a number.
///
/// Learns online by normalised least mean squares (Nagumo and Noda 1967) with example replay;
/// ``train(_:weighing:)`` makes the weights a pure function of the stored texts.  Bounded: 1 MiB of
/// weights.
struct TextSGDRegression: Sendable {
  /// The share of an error that one step removes, at first and in the long run.
  static let youngRate: Float = 0.5
  static let rate: Float = 0.1
  /// The number of steps in which the rate falls half way.
  static let youth: Float = 2_000
  /// The number of stored texts replayed after each new one.
  static let replays = 3

  private var weights = [Float](repeating: 0, count: 1 << TextFeatures.bits)
  private var mean: Float = 0
  private var seen: Float = 0
  private var random = SplitMix64(seed: 1)

  init() {}

  /// The predicted number of a text with feature weights `x`.
  ///
  /// - Complexity: O(features).
  func value(_ text: UnsafeBufferPointer<UInt32>, _ x: UnsafePointer<Float>) -> Float {
    weights.withUnsafeBufferPointer { weights in
      var value = mean
      for (index, entry) in text.enumerated() {
        value += weights[Int(entry & TextFeatures.mask)] * x[index]
      }
      return value
    }
  }

  /// Learns the text stored last, and some that were stored before.
  ///
  /// - Complexity: O(features).
  mutating func learn(_ memory: TextReplayBuffer, weighing counts: NaiveBayesText) {
    guard memory.count > 0 else { return }
    let newest = memory.slot(memory.count - 1)
    seen += 1
    mean += (memory.outcomes[newest] - mean) / min(seen, 10_000)
    let fading = TextSGDRegression.youth / (TextSGDRegression.youth + seen)
    let rate =
      TextSGDRegression.rate + (TextSGDRegression.youngRate - TextSGDRegression.rate) * fading
    learn(newest, memory, counts, rate)
    for _ in 0..<TextSGDRegression.replays {
      learn(memory.slot(random.below(memory.count)), memory, counts, rate)
    }
  }

  private mutating func learn(
    _ slot: Int, _ memory: TextReplayBuffer, _ counts: NaiveBayesText, _ rate: Float
  ) {
    memory.features(slot) { text in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: text.count + 1) { x in
        let x = x.baseAddress.unsafelyUnwrapped
        counts.weigh(text, into: x)
        let step = rate * (value(text, x) - memory.outcomes[slot])
        weights.withUnsafeMutableBufferPointer { weights in
          for (index, entry) in text.enumerated() {
            weights[Int(entry & TextFeatures.mask)] -= step * x[index]
          }
        }
      }
    }
  }

  /// Resets the weights and learns from the stored texts alone, in an order that depends only on
  /// theirs.
  ///
  /// - Complexity: O(steps × features), with at most ``TextLogistic/stepLimit`` steps or two for
  ///   each text.
  mutating func train(_ memory: TextReplayBuffer, weighing counts: NaiveBayesText) {
    self = TextSGDRegression()
    let number = memory.count
    guard number > 0 else { return }
    var order = (0..<number).map { memory.slot($0) }
    for slot in order { mean += memory.outcomes[slot] / Float(number) }
    let epochs = TextLogistic.epochs(memory, columns: 1)
    let steps = Float(epochs * number)
    var done: Float = 0
    for _ in 0..<epochs {
      for place in stride(from: number - 1, to: 0, by: -1) {
        order.swapAt(place, random.below(place + 1))
      }
      for slot in order {
        learn(slot, memory, counts, TextSGDRegression.youngRate * (1 - 0.97 * done / steps))
        done += 1
      }
    }
    seen = Float(number)
    random = SplitMix64(seed: 1)
  }
}

extension TextSGDRegression: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    NaiveBayesText.write(weights, to: &writer)
    writer.write(mean)
    writer.write(seen)
    writer.write(random)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init()
    weights = try NaiveBayesText.read(weights.count, from: &reader)
    mean = try reader.read()
    seen = try reader.read()
    random = try reader.read()
  }
}
