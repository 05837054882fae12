/// Measures how similar an example is to the examples that a learner has learned.
///
/// Both measures rest on the leverage of the example (Hoaglin and Welsch 1978): its distance from
/// the learned examples, in units of their spread and number.  Numbers, categories and dates use
/// the leverage in the linear ridge; texts, images, vectors and sequences that in the diagonal of
/// their sums.  The largest leverage counts.
///
/// ```swift
/// let estimator = SupportEstimator(learner)
/// let (support, novelty) = try estimator.measure(values)
/// ```
public struct SupportEstimator: Sendable {
  /// The number of newest examples among which novelty is ranked.
  public static let reference = 200

  private let learner: Learner
  private let bank: FeatureMap
  private let perception: PayloadFeatureExtractor
  /// The linear ridge, if examples have columns.
  private let ridge: Ridge?
  private let solve: @Sendable ([Float]) -> [Float]
  private let diagonals: [WideDiagonal]
  /// Per encoder, the leverages of the newest stored examples, each without itself; ascending.
  private var known: [[Double]] = []

  /// Prepares the estimator for a learner.
  ///
  /// - Parameter learner: the learner; later changes of it are not seen.
  /// - Complexity: O(linear features³ + ``reference`` × features²).
  public init(_ learner: Learner) {
    self.learner = learner
    bank = learner.bank
    perception =
      learner.classifier?.ensemble.senses.perception
      ?? learner.regressor?.ensemble.senses.perception ?? PayloadFeatureExtractor([])
    let hasColumns = bank.encoder.hasFields && learner.count > 0
    ridge = hasColumns ? learner.linearRidge : nil
    if let ridge {
      solve = ridge.explained(target: 0).solve
    } else {
      solve = { (features: [Float]) -> [Float] in features }
    }
    let ridges =
      learner.classifier?.ensemble.senses.ridges ?? learner.regressor?.ensemble.senses.ridges ?? []
    diagonals = ridges.map { WideDiagonal($0.sums) }
    let retained = learner.retained
    var row = learner.layout.blank
    for age in max(0, retained.count - SupportEstimator.reference)..<retained.count {
      retained.copy(age, into: &row)
      for (view, own) in leverages(row).enumerated() {
        if known.count <= view { known.append([]) }
        if let own, own.isFinite { known[view].append(own / max(1e-3, 1 - min(1, own))) }
      }
    }
    for view in known.indices { known[view].sort() }
  }

  /// Per encoder, the leverage; `nil` if the example has no content there.
  private func leverages(_ row: StoredRow) -> [Double?] {
    var leverages: [Double?] = []
    if ridge != nil {
      var example = bank.makeExample()
      example.row = row
      bank.encoder.encode(row.cells, rests: row.rests, into: &example)
      let features = example.linear.map { Float($0) }
      leverages.append(zip(features, solve(features)).reduce(0) { $0 + Double($1.0 * $1.1) })
    }
    guard !perception.isBlank else { return leverages }
    var payloadFeatures = perception.makeImpression()
    perception.extract(row.payloads, into: &payloadFeatures)
    let senses = learner.classifier?.ensemble.senses
    let numbers = learner.regressor?.ensemble.senses
    if let words = payloadFeatures.words {
      let counts = senses?.texts?.counts ?? numbers?.texts?.counts
      leverages.append(words.count > 0 ? counts?.leverage(words) : nil)
    }
    for (index, diagonal) in diagonals.enumerated() {
      leverages.append(
        payloadFeatures.isPresent[index] ? diagonal.leverage(payloadFeatures.rows[index]) : nil)
    }
    return leverages
  }

  /// Measures an example.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - time: the example's time, in seconds since 1970; matters for examples in sequences.
  /// - Returns: `support`, the equivalent number of similar learned examples, at least 0; and
  ///   `novelty`, the share of the newest examples that were less novel when they arrived, in
  ///   [0, 1].
  /// - Throws: ``LearnerError`` if the values do not fit the schema.
  /// - Complexity: O(features²).
  public func measure(
    _ values: [Value], time: Double? = nil
  ) throws(LearnerError) -> (support: Double, novelty: Double) {
    var support = Double.infinity
    var novelty = 0.0
    for (view, leverage) in leverages(try learner.row(of: values, time: time)).enumerated() {
      guard let leverage, view < known.count, !known[view].isEmpty else { continue }
      support = min(support, 1 / max(1e-9, leverage))
      let below = known[view].count { $0 < leverage }
      novelty = max(novelty, Double(below) / Double(known[view].count))
    }
    return support.isFinite ? (support, novelty) : (0, 1)
  }
}

extension NaiveBayesText {
  /// The leverage of the n-grams together: each counts by its weight, and less the more texts
  /// contain it.
  func leverage(_ words: TextFeatures) -> Double {
    words.withEntries { text in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: text.count + 1) { x in
        let x = x.baseAddress.unsafelyUnwrapped
        weigh(text, into: x)
        var sum = 0.0
        for (index, entry) in text.enumerated() {
          let frequency = frequencies[Int(entry & TextFeatures.mask)]
          sum += Double(x[index] * x[index]) / (Double(frequency) + 1)
        }
        return sum
      }
    }
  }
}

/// Means and variances of wide rows.
private struct WideDiagonal: Sendable {
  private let count: Double
  private let means: [Double]
  /// Inverse variances; zero for features that do not vary.
  private let precisions: [Double]

  init(_ sums: WideGram) {
    var sums = sums
    sums.flush()
    let n = Double(sums.count)
    count = n
    guard sums.count > 1 else {
      means = []
      precisions = []
      return
    }
    let means = (0..<sums.features).map { Double(sums.totals[$0]) / n }
    self.means = means
    precisions = means.enumerated().map { index, mean in
      let variance = Double(sums.gram[WideGram.place(index, index)]) / n - mean * mean
      return variance > 1e-6 ? 1 / variance : 0
    }
  }

  /// The mean square of the features in units of their spread, over the number of examples.
  func leverage(_ row: [Int16]) -> Double {
    var total = 0.0
    var varying = 0.0
    for index in means.indices where precisions[index] > 0 {
      let gap = Double(row[index]) - means[index]
      total += gap * gap * precisions[index]
      varying += 1
    }
    return varying > 0 ? (1 + total / varying) / count : 1
  }
}
