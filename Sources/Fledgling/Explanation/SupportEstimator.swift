/// How much an example is like what a learner knows.
///
/// Both figures rest on the leverage of the example (Hoaglin and Welsch 1978): how far it lies from
/// what is known, in units of how much of it there is.  Over fields it is that of the linear ridge; over
/// texts, images, vectors and sequences that of the diagonal of their sums.  Where there are several,
/// the one to which the example is the strangest counts.
///
/// ```swift
/// let familiarity = Familiarity(learner)
/// let (support, novelty) = try familiarity.measure(values)
/// ```
public struct SupportEstimator: Sendable {
  /// How many of the newest examples an example is ranked among.
  public static let reference = 200

  private let learner: Learner
  private let bank: FeatureMap
  private let perception: PayloadFeatureExtractor
  /// The linear ridge, where an example has columns.
  private let ridge: Ridge?
  private let solve: @Sendable ([Float]) -> [Float]
  private let diagonals: [WideDiagonal]
  /// Per encoder, the leverages of the newest kept examples as if they were not known; ascending.
  private var known: [[Double]] = []

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

  /// Per encoder, the leverage; `nil` where nothing of it is there.
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
  /// - Returns: `support`, to how many examples like the example what is known amounts, at least 0;
  ///   and `novelty`, the share of the newest examples that were less strange when they came, in
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
  /// How strange the n-grams are together: each counts by its weight, and less the more texts it
  /// was in.
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
  /// Zero for features that do not vary.
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
