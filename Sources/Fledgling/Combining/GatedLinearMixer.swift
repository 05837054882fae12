import CKernels

/// A weighted sum of evidence about a number, its weights chosen from several sets by a context and
/// learned by normalised least mean squares (Nagumo and Noda 1967).
struct GatedLinearMixer: Sendable {
  let inputs: Int
  let sets: Int
  private var weights: [Float]

  init(inputs: Int, sets: Int, initial: Float) {
    self.inputs = inputs
    self.sets = sets
    weights = [Float](repeating: initial, count: inputs * sets)
  }

  @inline(__always)
  func mix(_ evidence: [Float], set: Int) -> Float {
    assert(evidence.count == inputs && set < sets, "evidence for another mixer")
    // Safety: `evidence` has `inputs` values, `weights` as many for every set.
    return evidence.withUnsafeBufferPointer { evidence in
      weights.withUnsafeBufferPointer {
        Kernels.best.dot(
          evidence.baseAddress, $0.baseAddress.unsafelyUnwrapped + set * inputs, inputs)
      }
    }
  }

  /// One step that removes the share `rate` of `error`, the outcome minus the prediction.
  ///
  /// `norm` is the sum of the squared evidence.
  @inline(__always)
  mutating func learn(_ evidence: [Float], norm: Float, set: Int, error: Float, rate: Float) {
    // The floor on the norm keeps weak evidence from long steps.
    let step = rate * error / (norm + 0.02 * Float(inputs) + 1e-6)
    // Safety: as in ``mix(_:set:)``.
    evidence.withUnsafeBufferPointer { evidence in
      weights.withUnsafeMutableBufferPointer {
        Kernels.best.axpy(
          step, evidence.baseAddress, $0.baseAddress.unsafelyUnwrapped + set * inputs, inputs)
      }
    }
  }

  /// Copies another mixer's first set of weights to all of its own.
  mutating func copy(_ other: GatedLinearMixer) {
    for set in 0..<sets {
      for input in 0..<inputs { weights[set * inputs + input] = other.weights[input] }
    }
  }
}

extension GatedLinearMixer: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(sets)
    writer.write(weights)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    inputs = try reader.read()
    sets = try reader.read()
    weights = try reader.read()
    guard inputs >= 0, sets > 0,
      inputs.multipliedReportingOverflow(by: sets) == (weights.count, false)
    else {
      throw .damaged("a mixer's weights do not fit")
    }
  }
}
