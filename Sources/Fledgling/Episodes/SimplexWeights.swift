/// Non-negative weights of a few predictions that sum to one and minimise the squared error.
enum SimplexWeights {
  private static let rounds = 400
  private static let rate = 8.0

  /// - Parameters:
  ///   - products: by rows, the products of the predictions' errors.
  ///   - count: the number of predictions.
  /// - Returns: the weights, by exponentiated gradients (Kivinen and Warmuth 1997).
  /// - Complexity: O(predictions²) per iteration, at most four hundred iterations.
  static func weights(_ products: [Double], count: Int) -> [Double] {
    var least = Double.infinity
    for i in 0..<count { least = min(least, products[i * count + i]) }
    var weights = [Double](repeating: 1 / Double(count), count: count)
    guard least > 0, least.isFinite else { return weights }
    var rate = SimplexWeights.rate
    var before = weights
    var last = Double.infinity
    for _ in 0..<rounds {
      var slopes = [Double](repeating: 0, count: count)
      var mean = 0.0
      for i in 0..<count {
        for j in 0..<count { slopes[i] += products[i * count + j] / least * weights[j] }
        mean += weights[i] * slopes[i]
      }
      // If the error rises, go back and halve the step, as large steps would oscillate.
      guard mean <= last else {
        weights = before
        rate /= 2
        last = .infinity
        continue
      }
      before = weights
      last = mean
      var total = 0.0
      for i in 0..<count {
        weights[i] *= Double(Elementary.exp(Float(-rate * (slopes[i] - mean))))
        total += weights[i]
      }
      for i in 0..<count { weights[i] /= total }
    }
    return before
  }
}
