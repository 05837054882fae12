/// The experts over payload fields of a learner that predicts numbers; the regression twin of
/// ``ClassPayloadExperts``.
struct NumberPayloadExperts: Sendable {
  let perception: PayloadFeatureExtractor
  private(set) var texts: TextRegressor?
  /// A ridge for each of the payload encoders; outcomes are in units of ``TargetScaler/unit``.
  private(set) var ridges: [WideRidge]

  init(_ perception: PayloadFeatureExtractor) {
    self.perception = perception
    texts = perception.hasTexts ? TextRegressor() : nil
    ridges = perception.widths.map { WideRidge(features: $0) }
    for index in ridges.indices { ridges[index].reserve(targets: 1) }
  }

  /// The number of experts.
  var count: Int { (texts == nil ? 0 : TextRegressor.Expert.allCases.count) + ridges.count }

  /// The names of the experts, in their order.
  var names: [String] {
    (texts == nil ? [] : ["text ridge", "text regression"])
      + perception.views.map { "ridge over \($0)" }
  }

  /// Writes each expert's output for an example; the mean if there is no payload.
  func state(_ t: inout NumberForwardPass, mean: Float) {
    var expert = NumberExpert.count
    if let texts, let words = t.payloadFeatures.words {
      t.experts[expert] = mean
      t.experts[expert + 1] = mean
      if words.count > 0 {
        t.experts.withUnsafeMutableBufferPointer {
          texts.state(words, into: $0.baseAddress.unsafelyUnwrapped + expert)
        }
      }
      expert += 2
    }
    for index in ridges.indices {
      t.experts[expert + index] = mean
      guard t.payloadFeatures.isPresent[index], ridges[index].solvedTargets > 0 else { continue }
      ridges[index].state(t.payloadFeatures.rows[index], into: &t.wideValues)
      t.experts[expert + index] = t.wideValues[0] / TargetScaler.unit
    }
  }

  /// Learns an example.
  mutating func learn(_ payloadFeatures: PayloadFeatures, outcome: Float) {
    relearn(payloadFeatures, outcome: outcome)
    refresh()
  }

  /// Learns one of several examples, after which ``refresh()`` is due.
  mutating func relearn(_ payloadFeatures: PayloadFeatures, outcome: Float) {
    if let words = payloadFeatures.words, words.count > 0 { texts?.learn(words, outcome: outcome) }
    addRows(payloadFeatures, outcome: outcome)
  }

  /// Solves if enough was added.
  mutating func refresh() {
    for index in ridges.indices { ridges[index].refresh() }
  }

  /// Adds an example to the sums only.
  mutating func add(_ payloadFeatures: PayloadFeatures, outcome: Float) {
    if let words = payloadFeatures.words, words.count > 0 { texts?.add(words, outcome: outcome) }
    addRows(payloadFeatures, outcome: outcome)
  }

  private mutating func addRows(_ payloadFeatures: PayloadFeatures, outcome: Float) {
    for index in ridges.indices where payloadFeatures.isPresent[index] {
      ridges[index].add(payloadFeatures.rows[index], values: [TargetScaler.quantised(outcome)])
    }
  }

  /// Adds all other sums, `sign` times.
  mutating func combine(_ other: NumberPayloadExperts, sign: Int64) {
    if let theirs = other.texts { texts?.combine(theirs, sign: sign) }
    for index in ridges.indices { ridges[index].combine(other.ridges[index], sign: sign) }
  }

  /// Solves and trains from the sums and the stored examples alone; their outcomes are raw.
  mutating func finalizeFit(_ retained: ReplayBuffer, scale: TargetScaler) {
    for index in ridges.indices { ridges[index].finalizeFit() }
    guard texts != nil else { return }
    texts?.finalizeFit(
      perception.texts(of: retained) {
        TargetScaler.clamped(scale.standardised($0))
      })
  }

  func writeSums(to writer: inout SnapshotWriter) {
    var sums = NumberPayloadExperts(perception)
    sums.combine(self, sign: 1)
    writer.write(sums.texts?.counts)
    writer.write(sums.texts?.ridge.sums)
    for ridge in sums.ridges { writer.write(ridge.sums) }
  }
}

extension NumberPayloadExperts {
  func write(to writer: inout SnapshotWriter) {
    writer.write(texts)
    writer.write(ridges)
  }

  init(_ perception: PayloadFeatureExtractor, from reader: inout SnapshotReader)
    throws(SnapshotError)
  {
    self.perception = perception
    texts = try reader.read()
    ridges = try reader.read()
    guard (texts != nil) == perception.hasTexts, ridges.map(\.features) == perception.widths else {
      throw .damaged("the experts over payload fields do not fit")
    }
  }
}
