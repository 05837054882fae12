/// Experts that predict a number from texts: a ridge regression on a projection, whose sums never
/// forget, and a linear regression on all features, which depends on the order of texts between
/// consolidations.
///
/// Bounded: 25 MiB.
struct TextRegressor: Sendable {
  /// The experts, in the order of their outputs.
  enum Expert: Int, CaseIterable {
    case ridge, linear
  }

  /// The number of features of the projection.
  static let projected = 256

  private(set) var counts = NaiveBayesText()
  private(set) var ridge = Ridge(
    features: projected, scale: Double(TextProjection.unit / 2), penalty: 1)
  private(set) var linear = TextSGDRegression()
  private(set) var memory = TextReplayBuffer()

  init() { ridge.reserve(1) }

  /// Writes each expert's output, in units of the outcomes.
  ///
  /// - Complexity: O(features).
  func state(_ features: TextFeatures, into out: UnsafeMutablePointer<Float>) {
    withProjection(features) { out[0] = ridge.value($0, 0) * (1 / ColumnEncoder.unit) }
    features.withEntries { text in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: text.count + 1) { x in
        let x = x.baseAddress.unsafelyUnwrapped
        counts.weigh(text, into: x)
        out[1] = linear.value(text, x)
      }
    }
  }

  /// Learns a text with its number, in units in which it seldom exceeds ±4; the sums round it to 1
  /// / ``ColumnEncoder/unit`` and clamp it to ±4,000.
  mutating func learn(
    _ features: TextFeatures, outcome: Float,
    key: ExampleKey = ExampleKey(content: 0, time: nil)
  ) {
    add(features, outcome: outcome)
    features.withEntries { _ = memory.add($0, outcome: outcome, key: key) }
    linear.learn(memory, weighing: counts)
    ridge.refresh(targets: 0..<1)
  }

  /// Adds a text to the sums only.
  mutating func add(_ features: TextFeatures, outcome: Float) {
    features.withEntries { counts.add($0, label: 0) }
    let value = TextRegressor.quantised(outcome)
    var row = [Int16](repeating: 0, count: TextRegressor.projected)
    TextProjection.project(features, into: &row, size: row.count)
    ridge.add(row, target: 0, value: value)
  }

  /// Adds all other sums, `sign` times; to subtract one text, combine sums of it alone.
  mutating func combine(_ other: TextRegressor, sign: Int64) {
    counts.combine(other.counts, sign: sign)
    ridge.combine(other.ridge.sums, sign: sign)
  }

  /// Makes the state a pure function of the sums and of these texts, which are stored in the order
  /// of their keys.
  mutating func finalizeFit(_ retained: TextReplayBuffer) {
    memory = retained.sorted()
    linear.train(memory, weighing: counts)
    ridge.solveAnew(targets: 0..<1)
  }

  private static func quantised(_ outcome: Float) -> Int {
    Int(Elementary.round(max(-4_000, min(4_000, outcome)) * ColumnEncoder.unit))
  }

  private func withProjection(
    _ features: TextFeatures, _ body: (UnsafePointer<Int16>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: TextRegressor.projected) { row in
      let row = row.baseAddress.unsafelyUnwrapped
      TextProjection.project(features, into: row, size: TextRegressor.projected)
      body(row)
    }
  }
}

extension TextRegressor: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(counts)
    writer.write(ridge)
    writer.write(linear)
    writer.write(memory)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    counts = try reader.read()
    ridge = try reader.read()
    linear = try reader.read()
    memory = try reader.read()
    guard counts.classes == 2, ridge.sums.features == TextRegressor.projected,
      ridge.sums.targets == 1, ridge.solvedTargets <= 1
    else { throw .damaged("the texts' experts do not fit together") }
  }
}
