import Fledgling

/// Rows that could be asked about, and which of them would teach most.
///
/// What an answer would change is the model's doubt times the row's direction: for classes the gradient
/// of the log loss, were the answered class the true one (Ash et al. 2020, BADGE); for numbers the
/// width of the interval.  Rows are chosen so that these lie far from each other, each with a chance
/// that grows with the square of its distance to what was chosen before.
struct Candidates {
  /// The most rows that are looked at.
  static let limit = 100_000
  /// The most numbers kept of them: 128 mebibytes.
  static let cellLimit = 1 << 25

  /// A row that is worth asking about.
  struct Question {
    let row: NewRows.Row
    /// How strange the row is, in [0, 1].
    let novelty: Double
    /// How far what its answer teaches is from what the answers before it teach.
    let score: Double
  }

  private struct Candidate {
    let row: NewRows.Row
    let novelty: Double
    /// How much doubt there is: the square of the gradient's length, or of the interval's width.
    let doubt: Float
  }

  private let schema: Schema
  private let capacity: Int
  private var waiting: [(row: NewRows.Row, novelty: Double)] = []
  private var resemblance: Resemblance?
  private var candidates: [Candidate] = []
  private var directions: [Float] = []
  /// Of a row's hash as many last bits are zero.
  private var sieve = 0

  init(_ learner: Learner) {
    schema = learner.schema
    let cells = Resemblance.width + learner.classes.count
    capacity = min(Candidates.limit, Candidates.cellLimit / cells)
  }

  /// Whether rows had to be left out.
  var isSample: Bool { sieve > 0 }
  /// How many rows are chosen from.
  var count: Int { candidates.count + waiting.count }

  /// Adds a row that has an answer.
  mutating func add(_ row: NewRows.Row, novelty: Double) {
    guard passes(row) else { return }
    guard let resemblance else {
      waiting.append((row, novelty))
      if waiting.count == Resemblance.sample { settle() }
      return
    }
    append(row, novelty, resemblance)
    while candidates.count > capacity { thin() }
  }

  private func passes(_ row: NewRows.Row) -> Bool {
    StableHash("\(row.number)").bits & ((1 << UInt64(sieve)) - 1) == 0
  }

  /// Leaves out half of the rows.
  private mutating func thin() {
    sieve += 1
    let width = Resemblance.width
    var kept: [Float] = []
    var rows: [Candidate] = []
    for (index, candidate) in candidates.enumerated() where passes(candidate.row) {
      rows.append(candidate)
      kept += directions[index * width..<(index + 1) * width]
    }
    candidates = rows
    directions = kept
  }

  /// Takes scales from the rows so far.
  private mutating func settle() {
    let resemblance = Resemblance(schema, sample: waiting.compactMap(\.row.values))
    for (row, novelty) in waiting { append(row, novelty, resemblance) }
    waiting = []
    self.resemblance = resemblance
  }

  private mutating func append(
    _ row: NewRows.Row, _ novelty: Double, _ resemblance: Resemblance
  ) {
    guard let values = row.values else { return }
    let doubt: Float
    switch row.prediction {
    case .unknown: return
    case .label(let said):
      let rest = 1 - said.probability
      doubt =
        rest * rest + said.probabilities.reduce(0) { $0 + $1 * $1 } - said.probability
        * said.probability
    case .number(let said):
      let width = Float(said.upper - said.lower)
      doubt = width.isFinite ? width * width : 0
    }
    // The values are not needed any more.
    let bare = NewRows.Row(
      number: row.number, file: row.file, values: nil, time: nil, prediction: row.prediction)
    candidates.append(Candidate(row: bare, novelty: novelty, doubt: doubt))
    directions += resemblance.direction(values)
  }

  /// The rows that would teach most together, at most `count`.
  ///
  /// - Complexity: O(count × candidates × (width + classes)).
  mutating func choose(_ count: Int, seed: UInt64) -> [Question] {
    if resemblance == nil { settle() }
    // What is in doubt and has been seen before counts a quarter of what is new.
    let unit = schema.task == .regress ? medianDoubt : 1
    let sizes = candidates.map { candidate in
      let weight = 0.5 + 0.5 * Float(candidate.novelty)
      return candidate.doubt / unit * weight * weight
    }
    var distances = sizes
    var isFree = [Bool](repeating: true, count: candidates.count)
    var draws = Draws(seed: seed)
    var questions: [Question] = []
    while questions.count < min(count, candidates.count),
      let next = pick(distances, isFree, first: questions.isEmpty, &draws)
    {
      isFree[next] = false
      questions.append(
        Question(
          row: candidates[next].row, novelty: candidates[next].novelty,
          score: Double(distances[next])))
      for index in candidates.indices where isFree[index] {
        let root = (sizes[index] * sizes[next]).squareRoot()
        let distance = sizes[index] + sizes[next] - 2 * root * likeness(index, next)
        distances[index] = max(0, min(distances[index], distance))
      }
    }
    return questions
  }

  /// The median over the candidates, or one.
  private var medianDoubt: Float {
    let sorted = candidates.map(\.doubt).sorted()
    let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    return median > 0 ? median : 1
  }

  /// The most distant at first, then one that is drawn.
  private func pick(
    _ distances: [Float], _ isFree: [Bool], first: Bool, _ draws: inout Draws
  ) -> Int? {
    var best: Int?
    var total = 0.0
    for index in distances.indices where isFree[index] {
      total += Double(distances[index])
      if best.map({ distances[index] > distances[$0] }) ?? true { best = index }
    }
    guard !first, total > 0 else { return best }
    var left = draws.next() * total
    for index in distances.indices where isFree[index] {
      left -= Double(distances[index])
      if left < 0 { return index }
    }
    return best
  }

  /// The cosine between what the answers to two rows would change.
  private func likeness(_ one: Int, _ other: Int) -> Float {
    let width = Resemblance.width
    var product: Float = 0
    directions.withUnsafeBufferPointer { directions in
      let a = one * width
      let b = other * width
      var sums = SIMD8<Float>.zero
      for step in stride(from: 0, to: width, by: 8) {
        let pointer = UnsafeRawPointer(directions.baseAddress.unsafelyUnwrapped)
        sums +=
          pointer.loadUnaligned(fromByteOffset: 4 * (a + step), as: SIMD8<Float>.self)
          * pointer.loadUnaligned(fromByteOffset: 4 * (b + step), as: SIMD8<Float>.self)
      }
      product = sums.sum()
    }
    guard case .label(let first) = candidates[one].row.prediction,
      case .label(let second) = candidates[other].row.prediction
    else { return product }
    var gradient: Float = first.best == second.best ? 1 : 0
    gradient -= first.probabilities[second.best] + second.probabilities[first.best]
    for (mine, its) in zip(first.probabilities, second.probabilities) { gradient += mine * its }
    let norm = (candidates[one].doubt * candidates[other].doubt).squareRoot()
    return norm > 0 ? gradient / norm * product : 0
  }
}

/// Numbers in [0, 1) that are the same everywhere.
private struct Draws {
  private var count: UInt64 = 0
  private let seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  mutating func next() -> Double {
    count += 1
    return Double(StableHash("\(seed):\(count)").bits >> 11) * 0x1p-53
  }
}
