import CKernels

/// Random Fourier features of a Gaussian kernel (Rahimi and Recht 2007), as 16-bit integers.
///
/// The first feature is constant.
struct FourierFeatures: Sendable {
  /// The integer that represents a cosine of one.
  static let amplitude: Float = 2047

  let count: Int
  /// Integers per unit of the feature in the ridge: one unit is 4 sqrt(2 / count) cosines.
  var scale: Double { Double(FourierFeatures.amplitude) / (4 * (2 / Double(count)).squareRoot()) }
  private let inputs: Int
  private let projection: [Float]
  private let offset: [Float]

  /// - Parameters:
  ///   - inputs: the number of dense inputs.
  ///   - count: the number of features, a whole number of vectors.
  ///   - width: the inverse length scale, in units of the typical distance between examples.
  ///   - seed: the seed of projections and phases.
  init(inputs: Int, count: Int, width: Float, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    self.inputs = inputs
    self.count = count
    let turn: Float = 0.15915494
    projection = (0..<inputs * count).map { _ in random.normal() * width * turn }
    offset = (0..<count).map { _ in random.uniform() }
  }

  /// - Complexity: O(inputs × count).
  func encode(_ dense: UnsafePointer<Float>, into out: UnsafeMutablePointer<Int16>) {
    Kernels.best.fourier(
      dense, inputs, projection, offset, count, FourierFeatures.amplitude, out)
    out[0] = Int16(FourierFeatures.amplitude)
  }
}
