/// Conversions between scores and probabilities, for one column of log odds or several of log
/// probabilities.
enum Softmax {
  /// Turns scores into probabilities in place; returns the index of the largest.
  @inline(__always)
  static func normalise(_ scores: UnsafeMutablePointer<Float>, _ count: Int) -> Int {
    var largest = 0
    for k in 1..<count where scores[k] > scores[largest] { largest = k }
    let top = scores[largest]
    var total: Float = 0
    for k in 0..<count {
      scores[k] = Elementary.exp(scores[k] - top)
      total += scores[k]
    }
    let share = 1 / total
    for k in 0..<count { scores[k] *= share }
    return largest
  }
}
