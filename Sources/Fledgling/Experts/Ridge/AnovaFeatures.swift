/// Smooth functions of single columns and products of two, as 16-bit integers: the basis of a
/// functional analysis of variance (smoothing-spline ANOVA: Wahba 1990, Gu 2013).
///
/// A number contributes its standardised value and cosines of its rank, which are orthogonal under
/// the column's own distribution; a category contributes indicators.  Rougher functions are scaled
/// down, so that one ridge penalty prefers smooth ones.  Of all single functions and products,
/// those of the most relevant columns and the lowest order are used.
struct AnovaFeatures: Sendable {
  /// The maximum number of features, the constant included.
  static let limit = 256
  /// The maximum number of columns that contribute.
  static let columnLimit = 32
  /// The highest cosine of a number's rank.
  static let harmonics = 8

  private enum Shape: Sendable {
    case value
    case cosine(Int)
    case indicator(Int)
    case missing
  }

  private struct Function: Sendable {
    let column: Int
    let shape: Shape
  }

  private struct Term: Sendable {
    let first: Int
    /// The second factor of a product, or -1.
    let second: Int
    let scale: Float
  }

  /// The number of features, padded to whole vectors.
  let count: Int
  private let functions: [Function]
  private let terms: [Term]

  init(encoder: ColumnEncoder) {
    var functions: [Function] = []
    var weights: [(relevance: Float, size: Float)] = []
    func add(_ column: Int, _ shape: Shape, _ size: Float) {
      functions.append(Function(column: column, shape: shape))
      weights.append((encoder.relevance[column], size))
    }
    let order = encoder.active.sorted {
      (encoder.relevance[$0], $1) > (encoder.relevance[$1], $0)
    }
    for column in order.prefix(AnovaFeatures.columnLimit) {
      let code = encoder.codes[column]
      switch code.kind {
      case .number:
        let values = code.codeCount - 1
        if values > 1 {
          add(column, .value, 1)
          for k in 1...min(AnovaFeatures.harmonics, values - 1) {
            add(column, .cosine(k), 1 / Float(k))
          }
        }
        if code.hasMissing { add(column, .missing, 1) }
      case .category:
        for index in 0..<min(8, code.indicators) {
          add(column, .indicator(index + 1), 1 / Float(1 + index / 2))
        }
      }
    }
    var candidates: [(score: Float, term: Term)] = []
    for a in functions.indices {
      let wa = weights[a]
      candidates.append((wa.relevance * wa.size, Term(first: a, second: -1, scale: wa.size)))
      if case .value = functions[a].shape { continue }
      for b in 0..<a where functions[b].column != functions[a].column {
        if case .value = functions[b].shape { continue }
        let size = wa.size * weights[b].size
        if size < 0.06 { continue }
        let score = 0.7 * wa.relevance * weights[b].relevance * size
        candidates.append((score, Term(first: a, second: b, scale: size)))
      }
    }
    candidates.sort {
      ($0.score, $1.term.first, $1.term.second) > ($1.score, $0.term.first, $0.term.second)
    }
    terms = candidates.prefix(AnovaFeatures.limit - 1).map(\.term)
    self.functions = functions
    count = Kernels.padded(terms.count + 1)
  }

  /// - Complexity: O(count).
  func encode(_ example: EncodedExample, _ encoder: ColumnEncoder, into out: inout [Int16]) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: functions.count + 1) { values in
      var column = -1
      // Cosines follow each other by cos(k t) = 2 cos(t) cos((k - 1) t) - cos((k - 2) t).
      var base: Float = 0
      var before: Float = 0
      var now: Float = 0
      for (index, function) in functions.enumerated() {
        let code = Int(example.codes[function.column])
        let number = example.row.wide(function.column)
        switch function.shape {
        case .value:
          values[index] = encoder.codes[function.column].standardised(
            number.cell, rest: number.rest)
        case .cosine(let k):
          if function.column != column {
            column = function.column
            base = Elementary.cosine(
              ofHalfTurns: encoder.codes[column].rank(number.cell, rest: number.rest, code: code))
          }
          (before, now) = k == 1 ? (1, base) : (now, 2 * base * now - before)
          values[index] = code == 0 ? 0 : 1.41421356 * now
        case .indicator(let wanted): values[index] = code == wanted ? 1 : 0
        case .missing: values[index] = code == 0 ? 1 : 0
        }
      }
      values[functions.count] = 1
      out.withUnsafeMutableBufferPointer { out in
        out[0] = Int16(2 * ColumnEncoder.unit) - 1
        for (index, term) in terms.enumerated() {
          let second = term.second < 0 ? 1 : values[term.second]
          let value = values[term.first] * second * term.scale * ColumnEncoder.unit
          out[index + 1] = Int16(Elementary.round(max(-2047, min(2047, value))))
        }
      }
    }
  }
}
