import CKernels

/// Logistic regression by stochastic gradient descent, one step per example.
///
/// It follows slow change more closely than a window does, as the effect of old examples decays.
/// Steps are normalised by the size of the example (normalised least mean squares; Nagumo and Noda
/// 1967).
struct OnlineLogistic: Sendable {
  /// The share of an error that one step removes, at first and in the long run.
  static let youngRate: Float = 0.5
  static let rate: Float = 0.1
  /// The number of examples in which the rate falls half way.
  static let youth: Float = 300

  let features: Int
  /// The number of score columns: one of log odds for two classes, else one per class.
  private(set) var columns = 1
  private var weights: [Float]
  private var seen: Float = 0

  init(features: Int) {
    self.features = features
    weights = [Float](repeating: 0, count: features)
  }

  /// Makes room for the scores of more classes; the weights of two classes are split between them.
  mutating func reserve(columns wanted: Int) {
    guard wanted > columns else { return }
    if columns == 1 {
      let odds = weights
      weights = odds.map { -0.5 * $0 } + odds.map { 0.5 * $0 }
      columns = 2
    }
    weights += [Float](repeating: 0, count: (wanted - columns) * features)
    columns = wanted
  }

  /// The score of one column.
  @inline(__always)
  func score(_ row: UnsafePointer<Int16>, _ column: Int) -> Float {
    // Safety: `weights` holds `features` for every column, and `row` has as many values.
    weights.withUnsafeBufferPointer {
      Kernels.best.dot_i16(row, $0.baseAddress.unsafelyUnwrapped + column * features, features)
    } * (1 / ColumnEncoder.unit)
  }

  /// Descends the gradient of the log loss.
  ///
  /// - Complexity: O(features × columns).
  mutating func learn(_ row: UnsafePointer<Int16>, label: Int) {
    seen += 1
    let fading = OnlineLogistic.youth / (OnlineLogistic.youth + seen)
    let rate =
      OnlineLogistic.rate + (OnlineLogistic.youngRate - OnlineLogistic.rate) * fading
    // Safety: `row` has `features` values; the scratch holds as many and a share for every
    // column.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: features + columns) { scratch in
      let x = scratch.baseAddress.unsafelyUnwrapped
      let shares = x + features
      var size: Float = 4
      for i in 0..<features {
        x[i] = Float(row[i]) * (1 / ColumnEncoder.unit)
        size += x[i] * x[i]
      }
      for column in 0..<columns { shares[column] = score(row, column) }
      if columns == 1 {
        shares[0] = Elementary.logistic(shares[0]) - (label == 1 ? 1 : 0)
      } else {
        _ = Softmax.normalise(shares, columns)
        shares[label] -= 1
      }
      weights.withUnsafeMutableBufferPointer { weights in
        for column in 0..<columns where abs(shares[column]) > 1e-4 {
          Kernels.best.axpy(
            -rate / size * shares[column], x,
            weights.baseAddress.unsafelyUnwrapped + column * features, features)
        }
      }
    }
  }
}

extension OnlineLogistic: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(features)
    writer.write(columns)
    writer.write(weights)
    writer.write(seen)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    features = try reader.read()
    columns = try reader.read()
    guard (1...ColumnEncoder.linearLimit).contains(features),
      (1...Schema.classLimit).contains(columns)
    else { throw .damaged("a logistic regression of \(features) features") }
    weights = try reader.read(count: features * columns)
    seen = try reader.read()
  }
}
