/// A separable Gaussian blur of square images, zero beyond their edges.
struct GaussianBlur: Sendable {
  /// Weights of displacements -reach…reach; they sum to one.
  private let weights: [Float]
  private let reach: Int

  init(sigma: Float) {
    let reach = Int((2.5 * sigma).rounded(.up))
    var weights = (-reach...reach).map {
      Elementary.exp(-Float($0 * $0) / (2 * sigma * sigma))
    }
    var sum: Float = 0
    for weight in weights { sum += weight }
    for i in weights.indices { weights[i] /= sum }
    self.weights = weights
    self.reach = reach
  }

  /// Blurs `side` × `side` values in place; `scratch` has the same size.
  ///
  /// - Complexity: O(side² × sigma).
  func apply(
    _ values: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>, side: Int
  ) {
    scratch.update(repeating: 0, count: side * side)
    for (i, weight) in weights.enumerated() {
      let shift = i - reach
      let columns = max(0, -shift)..<min(side, side - shift)
      guard !columns.isEmpty else { continue }
      for y in 0..<side {
        let from = values + y * side + shift
        let to = scratch + y * side
        for x in columns { to[x] += weight * from[x] }
      }
    }
    values.update(repeating: 0, count: side * side)
    for (i, weight) in weights.enumerated() {
      let shift = i - reach
      let rows = max(0, -shift)..<min(side, side - shift)
      guard !rows.isEmpty else { continue }
      for y in rows {
        let from = scratch + (y + shift) * side
        let to = values + y * side
        for x in 0..<side { to[x] += weight * from[x] }
      }
    }
  }
}
