import CKernels

/// Logistic mixing (Mattern 2012; PAQ): a softmax over the prior's log probabilities plus weighted
/// evidence.  Weights are shared by the classes and chosen from several sets by a context.
///
/// With one score column, scores are log odds of the second of two classes.
struct GatedLogisticMixer: Sendable {
  let inputs: Int
  private(set) var sets: Int
  /// The initial weights of a set.
  private let initial: [Float]
  private var weights: [Float]

  /// - Parameters:
  ///   - inputs: the number of pieces of evidence.
  ///   - sets: the number of sets of weights.
  ///   - initial: the first weights; those beyond them are zero.
  init(inputs: Int, sets: Int, initial: [Float]) {
    self.inputs = inputs
    self.sets = sets
    self.initial = initial + [Float](repeating: 0, count: inputs - initial.count)
    weights = []
    for _ in 0..<sets { weights += self.initial }
  }

  mutating func reserveSets(_ count: Int) {
    while sets < count {
      weights += initial
      sets += 1
    }
  }

  /// Scores are `base` plus the weighted evidence; evidence of column c begins at c × inputs.
  @inline(__always)
  func mix(
    _ evidence: UnsafePointer<Float>, set: Int, base: UnsafePointer<Float>, columns: Int,
    into scores: UnsafeMutablePointer<Float>
  ) {
    assert(set < sets, "there is no set \(set)")
    // Safety: `weights` holds `inputs` for every set, `evidence` as many for every column; `base`
    // and `scores` have a number for every column.
    weights.withUnsafeBufferPointer { weights in
      for c in 0..<columns {
        scores[c] =
          base[c]
          + Kernels.best.dot(
            evidence + c * inputs, weights.baseAddress.unsafelyUnwrapped + set * inputs, inputs)
      }
    }
  }

  /// Descends the gradient: `errors` are predicted probabilities minus outcomes.
  @inline(__always)
  mutating func learn(
    _ evidence: UnsafePointer<Float>, set: Int, errors: UnsafePointer<Float>, columns: Int,
    rate: Float
  ) {
    assert(set < sets, "there is no set \(set)")
    // Safety: as in ``mix(_:set:base:columns:into:)``.
    weights.withUnsafeMutableBufferPointer { weights in
      for c in 0..<columns where abs(errors[c]) > 1e-5 {
        Kernels.best.axpy(
          -rate * errors[c], evidence + c * inputs,
          weights.baseAddress.unsafelyUnwrapped + set * inputs, inputs)
      }
    }
  }

  func weight(_ input: Int, set: Int) -> Float { weights[set * inputs + input] }
}

extension GatedLogisticMixer: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(sets)
    writer.write(initial)
    writer.write(weights)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    inputs = try reader.read()
    sets = try reader.read()
    initial = try reader.read()
    weights = try reader.read()
    // Where no column has a context, there is no evidence to weigh.
    guard inputs >= 0, sets > 0, initial.count == inputs,
      inputs.multipliedReportingOverflow(by: sets) == (weights.count, false)
    else { throw .damaged("a mixer's weights do not fit") }
  }
}
