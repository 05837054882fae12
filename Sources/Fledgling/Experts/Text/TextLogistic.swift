import CKernels

/// Logistic regression on a text's weighted n-grams: of two classes by one column of log odds, of
/// more by a softmax.
///
/// Learns online by stochastic gradient descent, and after each text again from some stored ones
/// with large losses (example replay; Lin 1992).  Weights learned so depend on the order of texts;
/// ``train(_:weighing:)`` makes them a pure function of the stored texts.
/// ``NaiveBayesText/weigh(_:into:)`` defines the weights of features.
///
/// Bounded: 32 MiB of weights.
struct TextLogistic: Sendable {
  /// The step size at first, and in the long run.
  static let youngRate: Float = 4
  static let rate: Float = 2
  /// The number of steps in which the rate falls half way.
  static let youth: Float = 2_000
  /// The number of texts replayed after each new one, for two classes and for more.
  static let replays = (3, 6)
  /// Replay stops once the replayed texts had this many features.
  static let replayLimit = 2_048
  /// The number of stored texts of which the one with the greatest loss is replayed.
  static let tries = 3
  /// The number of passes of training over all texts; more than two only while the number of steps
  /// and of updated weights stays within these limits.
  static let epochs = 10
  static let stepLimit = 1 << 17
  static let workLimit = 1 << 32

  private(set) var classes = 2
  private(set) var shape = HashedTable.scores(classes: 2)
  private var weights: [Float]
  private var biases: [Float] = [0]
  private var seen: Float = 0
  private var random = SplitMix64(seed: 1)

  init() { weights = [Float](repeating: 0, count: shape.words) }

  /// The number of score columns: one of log odds for two classes, else one per class.
  var columns: Int { classes <= 2 ? 1 : classes }

  /// Makes room for more classes; the weights of two classes are split between them.
  ///
  /// - Complexity: O(words) when the table must be wider.
  mutating func reserve(classes wanted: Int) {
    guard wanted > classes else { return }
    let wider = HashedTable.scores(classes: wanted)
    if wider != shape {
      let wasOne = shape.columns == 1
      weights = wider.widen(weights, of: shape)
      if wasOne {
        for row in 0..<wider.rows {
          let odds = weights[row * wider.columns]
          weights[row * wider.columns] = -0.5 * odds
          weights[row * wider.columns + 1] = 0.5 * odds
        }
        biases = [-0.5 * biases[0], 0.5 * biases[0]]
      }
      biases += [Float](repeating: 0, count: wider.columns - biases.count)
    }
    shape = wider
    classes = wanted
  }

  /// Writes the log odds, or a score for each class whose softmax is the probability, of a text
  /// with feature weights `x`.
  ///
  /// - Complexity: O(features × classes).
  func state(
    _ text: UnsafeBufferPointer<UInt32>, _ x: UnsafePointer<Float>,
    into out: UnsafeMutablePointer<Float>
  ) {
    if columns == 1 {
      out[0] = odds(text, x)
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.columns) { scores in
      let scores = scores.baseAddress.unsafelyUnwrapped
      score(text, x, into: scores)
      out.update(from: scores, count: classes)
    }
  }

  @inline(__always)
  private func odds(_ text: UnsafeBufferPointer<UInt32>, _ x: UnsafePointer<Float>) -> Float {
    let mask = shape.mask
    return weights.withUnsafeBufferPointer { weights in
      // Alternating sums avoid waiting for each addition.
      var even: Float = 0
      var odd: Float = 0
      var at = 0
      while at + 1 < text.count {
        even += weights[Int(text[at] & mask)] * x[at]
        odd += weights[Int(text[at + 1] & mask)] * x[at + 1]
        at += 2
      }
      if at < text.count { even += weights[Int(text[at] & mask)] * x[at] }
      return even + odd + biases[0]
    }
  }

  @inline(__always)
  private func score(
    _ text: UnsafeBufferPointer<UInt32>, _ x: UnsafePointer<Float>,
    into scores: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<shape.columns { scores[k] = biases[k] }
    TextKernels.best.scores(
      weights, shape.columns, text.baseAddress, shape.mask, x, text.count, scores)
  }

  /// Descends the gradient of the log loss once; returns the loss from before.
  @inline(__always)
  private mutating func step(
    _ text: UnsafeBufferPointer<UInt32>, _ x: UnsafePointer<Float>, label: Int, rate: Float
  ) -> Float {
    if columns == 1 {
      let p = Elementary.logistic(odds(text, x))
      let loss = -Elementary.log(max(1e-9, label == 1 ? p : 1 - p))
      let error = p - (label == 1 ? 1 : 0)
      guard abs(error) > 1e-3 else { return loss }
      let mask = shape.mask
      weights.withUnsafeMutableBufferPointer { weights in
        for (index, entry) in text.enumerated() {
          weights[Int(entry & mask)] -= rate * error * x[index]
        }
      }
      biases[0] -= 0.02 * rate * error
      return loss
    }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.columns) { errors in
      let errors = errors.baseAddress.unsafelyUnwrapped
      score(text, x, into: errors)
      _ = Softmax.normalise(errors, classes)
      let share = errors[label]
      let loss = -Elementary.log(max(1e-9, share))
      guard share < 0.999 else { return loss }
      errors[label] -= 1
      for k in 0..<classes {
        errors[k] *= rate
        biases[k] -= 0.02 * errors[k]
      }
      for k in classes..<shape.columns { errors[k] = 0 }
      weights.withUnsafeMutableBufferPointer {
        TextKernels.best.descend(
          $0.baseAddress, shape.columns, text.baseAddress, shape.mask, x, text.count, errors)
      }
      return loss
    }
  }

  /// Learns the text stored last, and some that were stored before.
  ///
  /// - Complexity: O(features × classes).
  mutating func learn(_ memory: inout TextReplayBuffer, weighing counts: NaiveBayesText) {
    guard memory.count > 0 else { return }
    seen += 1
    let fading = TextLogistic.youth / (TextLogistic.youth + seen)
    let rate = TextLogistic.rate + (TextLogistic.youngRate - TextLogistic.rate) * fading
    learn(memory.slot(memory.count - 1), &memory, counts, rate)
    let replays = columns == 1 ? TextLogistic.replays.0 : TextLogistic.replays.1
    var left = TextLogistic.replayLimit
    for _ in 0..<replays where left > 0 {
      var slot = memory.slot(random.below(memory.count))
      for _ in 1..<TextLogistic.tries {
        let other = memory.slot(random.below(memory.count))
        if memory.losses[other] > memory.losses[slot] { slot = other }
      }
      learn(slot, &memory, counts, rate)
      left -= memory.length(slot)
    }
  }

  private mutating func learn(
    _ slot: Int, _ memory: inout TextReplayBuffer, _ counts: NaiveBayesText, _ rate: Float,
    isTraining: Bool = false
  ) {
    let label = Int(memory.outcomes[slot])
    guard label < classes else { return }
    let loss = memory.features(slot) { text in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: text.count + 1) { x in
        let x = x.baseAddress.unsafelyUnwrapped
        counts.weigh(text, into: x)
        if isTraining { drop(x, text.count) }
        return step(text, x, label: label, rate: rate)
      }
    }
    memory.note(loss, slot: slot)
  }

  /// Drops half of the features, and doubles the weights of the others (dropout; Srivastava et al.
  /// 2014).
  private mutating func drop(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
    var bits: UInt64 = 0
    for index in 0..<count {
      if index & 63 == 0 { bits = random.next() }
      x[index] *= bits & 1 == 1 ? 2 : 0
      bits >>= 1
    }
  }

  /// The number of passes of training over the stored texts.
  static func epochs(_ memory: TextReplayBuffer, columns: Int) -> Int {
    let work = max(1, memory.features * columns)
    return max(2, min(epochs, stepLimit / max(1, memory.count), workLimit / work))
  }

  /// Resets the weights and learns from the stored texts alone, in an order that depends only on
  /// theirs.
  ///
  /// - Complexity: O(steps × features × classes), with at most ``stepLimit`` steps or two for each
  ///   text.
  mutating func train(_ memory: inout TextReplayBuffer, weighing counts: NaiveBayesText) {
    let known = classes
    self = TextLogistic()
    reserve(classes: known)
    let number = memory.count
    guard number > 0 else { return }
    let epochs = TextLogistic.epochs(memory, columns: shape.columns)
    let steps = Float(epochs * number)
    var order = (0..<number).map { memory.slot($0) }
    var done: Float = 0
    for _ in 0..<epochs {
      for place in stride(from: number - 1, to: 0, by: -1) {
        order.swapAt(place, random.below(place + 1))
      }
      for slot in order {
        learn(
          slot, &memory, counts, TextLogistic.youngRate * (1 - 0.97 * done / steps),
          isTraining: true)
        done += 1
      }
    }
    seen = Float(number)
    random = SplitMix64(seed: 1)
  }
}

extension TextLogistic: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(classes)
    NaiveBayesText.write(weights, to: &writer)
    writer.write(biases)
    writer.write(seen)
    writer.write(random)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let classes = try reader.read(Int.self)
    guard (2...Schema.classLimit).contains(classes) else {
      throw .damaged("a text's logistic regression for \(classes) classes")
    }
    self.init()
    reserve(classes: classes)
    weights = try NaiveBayesText.read(weights.count, from: &reader)
    biases = try reader.read(count: biases.count)
    seen = try reader.read()
    random = try reader.read()
  }
}
