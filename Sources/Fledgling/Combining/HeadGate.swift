import CKernels

/// Decides between two heads: how likely a row is one of now, for which the head that follows the
/// stream is right, rather than one of any time.
///
/// A mixture of experts (Jacobs, Jordan, Nowlan, Hinton 1991) of two fixed experts; the gate is a
/// logistic regression, fitted by expectation maximisation with Newton steps.
struct HeadGate: Sendable {
  /// The evidence about one row.
  struct Evidence: Sendable, Hashable, BitwiseCopyable {
    /// Log odds that the row is a recent one, by its fields.
    var recency: Float = 0
    /// Log odds that the row is a recent one, by the classes that it may have.
    var recentClasses: Float = 0
    /// Log odds of each head's most likely class.
    var nextConfidence: Float = 0
    var alwaysConfidence: Float = 0

    /// How far the row is from the one before it, as a logarithm.
    var step: Float = 0

    static let count = 6

    /// The value of one input; the first is constant.
    subscript(_ index: Int) -> Double {
      switch index {
      case 0: 1
      case 1: Double(recency)
      case 2: Double(recentClasses)
      case 3: Double(nextConfidence)
      case 4: Double(alwaysConfidence)
      default: Double(step)
      }
    }
  }

  /// A row whose outcome is known: the evidence, and each head's probability of the outcome.
  struct Case: Sendable, Hashable, BitwiseCopyable {
    var evidence: Evidence
    var next: Float
    var always: Float
  }

  private static let rounds = 20
  /// The penalty on weights, in cases.
  private static let penalty = 2.0
  /// The cases of now together weigh as much as this many, those of any time as much as that many:
  /// rows that cannot be told apart are rather of any time.
  private static let weights = (now: 200.0, any: 400.0)

  private var weights = [Double](repeating: 0, count: Evidence.count)

  /// The share of the head for the next row.
  func share(_ evidence: Evidence) -> Float {
    var score = 0.0
    for index in 0..<Evidence.count { score += weights[index] * evidence[index] }
    return Elementary.logistic(Float(max(-12, min(12, score))))
  }

  /// Fits the gate to rows of now and rows of any time.
  mutating func fit(now: [Case], any: [Case]) {
    weights = [Double](repeating: 0, count: Evidence.count)
    guard !now.isEmpty, !any.isEmpty else { return }
    for _ in 0..<HeadGate.rounds {
      let step = step([(now, HeadGate.weights.now), (any, HeadGate.weights.any)])
      for i in weights.indices { weights[i] += max(-1, min(1, step[i])) }
    }
  }

  /// The side of the Newton step's matrix: whole vectors.
  private static let side = Kernels.padded(Evidence.count)

  /// A Newton step of the expected log likelihood.
  private func step(_ kinds: [(cases: [Case], weight: Double)]) -> [Double] {
    let (n, side) = (Evidence.count, HeadGate.side)
    var step = [Double](repeating: 0, count: side)
    var curvature = [Double](repeating: 0, count: side * side)
    for i in 0..<side { curvature[i * side + i] = HeadGate.penalty }
    for i in 0..<n { step[i] = -HeadGate.penalty * weights[i] }
    for (cases, total) in kinds {
      let weight = min(1, total / Double(cases.count))
      for one in cases {
        let g = Double(share(one.evidence))
        let next = g * Double(one.next)
        let pull = weight * (next / max(1e-9, next + (1 - g) * Double(one.always)) - g)
        let bend = weight * g * (1 - g)
        for i in 0..<n {
          step[i] += pull * one.evidence[i]
          for j in 0...i { curvature[i * side + j] += bend * one.evidence[i] * one.evidence[j] }
        }
      }
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: side * 8) { panel in
      curvature.withUnsafeMutableBufferPointer { curvature in
        // Safety: `curvature` is `side` × `side`, `step` has `side` numbers.
        Kernels.best.cholesky(curvature.baseAddress, side, 1e-9, panel.baseAddress)
        step.withUnsafeMutableBufferPointer {
          Kernels.best.solve(curvature.baseAddress, side, $0.baseAddress)
        }
      }
    }
    return step
  }
}

extension HeadGate: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) { writer.write(weights) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    weights = try reader.read(count: Evidence.count)
    guard weights.allSatisfy(\.isFinite) else { throw .damaged("a gate's weights are not finite") }
  }
}
