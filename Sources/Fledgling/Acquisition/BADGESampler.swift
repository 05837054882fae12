/// Selects the unlabelled examples whose outcomes would teach a learner most.
///
/// An outcome would change the learner by its uncertainty times the example's direction: for
/// classes the gradient of the log loss if the predicted class were the true one (Ash et al. 2020,
/// BADGE); for numbers the width of the interval.  Examples are chosen so that these changes lie
/// far from each other: each is drawn with a probability that grows with its squared distance to
/// those chosen before.
///
/// ```swift
/// let estimator = SupportEstimator(learner)
/// var sampler = BADGESampler<Int>(learner)
/// for (row, values) in unlabelled.enumerated() {
///   let novelty = try estimator.measure(values).novelty
///   sampler.add(values, answered: try learner.predict(values), novelty: novelty, as: row)
/// }
/// for choice in sampler.choose(10) { print("row \(choice.tag)") }
/// ```
///
/// `Tag` identifies examples to the caller: a row number, an id.  The same examples in the same
/// order give the same choice with the same seed.
public struct BADGESampler<Tag: Sendable>: Sendable {
  /// An example whose outcome is worth asking for.
  public struct Choice: Sendable {
    /// The caller's tag of the example.
    public let tag: Tag
    /// The learner's present prediction.
    public let prediction: Prediction
    /// The novelty of the example, in [0, 1].
    public let novelty: Double
    /// The squared distance between the change due to this outcome and those due to outcomes chosen
    /// before; at least 0, comparable only within one choice.
    public let score: Double
  }

  private struct Candidate {
    let tag: Tag
    let prediction: Prediction
    let novelty: Double
    /// The uncertainty: the squared length of the gradient, or the squared width of the interval.
    let doubt: Float
  }

  private struct Waiting {
    let values: [Value]
    let tag: Tag
    let prediction: Prediction
    let novelty: Double
  }

  private let schema: Schema
  private let seed: UInt64
  private let capacity: Int
  private var waiting: [Waiting] = []
  private var resemblance: RowEmbedding?
  private var candidates: [Candidate] = []
  private var directions: [Float] = []
  /// The place of each candidate among all examples added.
  private var places: [Int] = []
  private var added = 0
  /// Only examples whose place has a hash with this many trailing zero bits are candidates.
  private var sieve = 0

  /// A sampler for a learner; `seed` is the learner's own unless another is given.
  ///
  /// - Parameters:
  ///   - learner: the learner whose predictions are uncertain.
  ///   - seed: the seed of the draws; `nil` for the learner's own.
  public init(_ learner: Learner, seed: UInt64? = nil) {
    schema = learner.schema
    self.seed = seed ?? learner.seed
    let cells = RowEmbedding.width + learner.classes.count
    capacity = min(CandidateLimits.rows, CandidateLimits.cells / cells)
  }

  /// Whether there were more examples than the limit, so that the choice is made from a sample,
  /// drawn by a hash of the examples' places.
  public var isSample: Bool { sieve > 0 }
  /// The number of examples to choose from.
  public var count: Int { candidates.count + waiting.count }

  /// Adds an example.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - prediction: the learner's prediction; an unknown one leaves the example out.
  ///   - novelty: the novelty of the example, in [0, 1], as ``SupportEstimator`` measures it.
  ///   - tag: the caller's tag of the example.
  /// - Complexity: O(fields + length of texts and vectors).
  public mutating func add(
    _ values: [Value], answered prediction: Prediction, novelty: Double, as tag: Tag
  ) {
    let place = added
    added += 1
    guard prediction != .unknown, values.count == schema.fields.count, passes(place) else { return }
    places.append(place)
    let example = Waiting(values: values, tag: tag, prediction: prediction, novelty: novelty)
    guard let resemblance else {
      waiting.append(example)
      if waiting.count == RowEmbedding.sample { finalizeFit() }
      return
    }
    append(example, resemblance)
    while candidates.count > capacity { thin() }
  }

  private func passes(_ place: Int) -> Bool {
    let hash = StableHash.finish(UInt64(place) &+ 1)
    return hash & ((1 << UInt64(sieve)) - 1) == 0
  }

  /// Drops half of the examples.
  private mutating func thin() {
    sieve += 1
    let width = RowEmbedding.width
    let kept = candidates.indices.filter { passes(places[$0]) }
    directions = kept.flatMap { directions[$0 * width..<($0 + 1) * width] }
    candidates = kept.map { candidates[$0] }
    places = kept.map { places[$0] }
  }

  /// Computes scales from the examples so far.
  private mutating func finalizeFit() {
    let resemblance = RowEmbedding(schema, sample: waiting.map(\.values))
    for example in waiting { append(example, resemblance) }
    waiting = []
    self.resemblance = resemblance
  }

  private mutating func append(_ example: Waiting, _ resemblance: RowEmbedding) {
    candidates.append(
      Candidate(
        tag: example.tag, prediction: example.prediction, novelty: example.novelty,
        doubt: BADGESampler.doubt(example.prediction)))
    directions += resemblance.direction(example.values)
  }

  private static func doubt(_ prediction: Prediction) -> Float {
    switch prediction {
    case .unknown: return 0
    case .label(let said):
      let rest = 1 - said.probability
      return rest * rest + said.probabilities.reduce(0) { $0 + $1 * $1 } - said.probability
        * said.probability
    case .number(let said):
      let width = Float(said.upper - said.lower)
      return width.isFinite ? width * width : 0
    }
  }
}

extension BADGESampler {
  /// The examples whose outcomes together would teach most, the first to ask for first.
  ///
  /// - Parameter count: the maximum number of examples.
  /// - Returns: the chosen examples, at most `count`.
  /// - Complexity: O(count × candidates × (256 + classes)).
  public mutating func choose(_ count: Int) -> [Choice] {
    if resemblance == nil { finalizeFit() }
    // An uncertain but familiar example counts a quarter of a new one.
    let unit = schema.task == .regression ? medianDoubt : 1
    let sizes = candidates.map { candidate in
      let weight = 0.5 + 0.5 * Float(candidate.novelty)
      return candidate.doubt / unit * weight * weight
    }
    var distances = sizes
    var isFree = [Bool](repeating: true, count: candidates.count)
    var random = SplitMix64(seed: seed)
    var choices: [Choice] = []
    while choices.count < min(count, candidates.count),
      let next = pick(distances, isFree, first: choices.isEmpty, &random)
    {
      isFree[next] = false
      let chosen = candidates[next]
      choices.append(
        Choice(
          tag: chosen.tag, prediction: chosen.prediction, novelty: chosen.novelty,
          score: Double(distances[next])))
      for index in candidates.indices where isFree[index] {
        let root = (sizes[index] * sizes[next]).squareRoot()
        let distance = sizes[index] + sizes[next] - 2 * root * likeness(index, next)
        distances[index] = max(0, min(distances[index], distance))
      }
    }
    return choices
  }

  /// The median uncertainty of the candidates; one without any.
  private var medianDoubt: Float {
    let sorted = candidates.map(\.doubt).sorted()
    let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    return median > 0 ? median : 1
  }

  /// Picks the most distant example first, then draws.
  private func pick(
    _ distances: [Float], _ isFree: [Bool], first: Bool, _ random: inout SplitMix64
  ) -> Int? {
    var best: Int?
    var total = 0.0
    for index in distances.indices where isFree[index] {
      total += Double(distances[index])
      if best.map({ distances[index] > distances[$0] }) ?? true { best = index }
    }
    guard !first, total > 0 else { return best }
    var left = Double(random.next() >> 11) * 0x1p-53 * total
    for index in distances.indices where isFree[index] {
      left -= Double(distances[index])
      if left < 0 { return index }
    }
    return best
  }

  /// The cosine between the changes due to two examples.
  private func likeness(_ one: Int, _ other: Int) -> Float {
    let product = directionProduct(one, other)
    guard case .label(let first) = candidates[one].prediction,
      case .label(let second) = candidates[other].prediction
    else { return product }
    var gradient: Float = first.best == second.best ? 1 : 0
    gradient -= first.probabilities[second.best] + second.probabilities[first.best]
    for (mine, its) in zip(first.probabilities, second.probabilities) { gradient += mine * its }
    let norm = (candidates[one].doubt * candidates[other].doubt).squareRoot()
    return norm > 0 ? gradient / norm * product : 0
  }

  private func directionProduct(_ one: Int, _ other: Int) -> Float {
    let width = RowEmbedding.width
    return directions.withUnsafeBytes { bytes in
      var sums = SIMD8<Float>.zero
      // Safety: `directions` holds `width` numbers, a multiple of eight, for every candidate, and
      // both are candidates; `loadUnaligned` checks its bounds in debug builds.
      for step in stride(from: 0, to: width, by: 8) {
        sums +=
          bytes.loadUnaligned(fromByteOffset: 4 * (one * width + step), as: SIMD8<Float>.self)
          * bytes.loadUnaligned(fromByteOffset: 4 * (other * width + step), as: SIMD8<Float>.self)
      }
      return sums.sum()
    }
  }
}

/// The limits of a choice among candidates.
enum CandidateLimits {
  /// The maximum number of candidates.
  static let rows = 100_000
  /// The maximum number of numbers stored about them: 128 mebibytes.
  static let cells = 1 << 25
}

extension Learner {
  /// The unlabelled examples whose outcomes together would teach most, the first to ask for first.
  ///
  /// - Parameters:
  ///   - examples: the values of each example, in the schema's order.
  ///   - count: the maximum number of choices.
  /// - Returns: the choices; the tag of each is its index in `examples`.
  /// - Throws: ``LearnerError`` if the values of an example do not fit the schema.
  /// - Complexity: O(examples × (a prediction + features²) + count × examples × (256 + classes)).
  public func mostInformative(
    of examples: [[Value]], count: Int
  ) throws(LearnerError) -> [BADGESampler<Int>.Choice] {
    let familiarity = SupportEstimator(self)
    var candidates = BADGESampler<Int>(self)
    for (place, values) in examples.enumerated() {
      let novelty = try familiarity.measure(values).novelty
      candidates.add(values, answered: try predict(values), novelty: novelty, as: place)
    }
    return candidates.choose(count)
  }
}
