@testable import Fledgling

extension SplitMix64 {
  /// Uniform between two numbers.
  mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

  mutating func floats(_ count: Int, _ low: Float, _ high: Float) -> [Float] {
    (0..<count).map { _ in uniform(low, high) }
  }

  /// Integers within ± `limit`, its ends included and more common than others.
  mutating func integers(_ count: Int, limit: Int) -> [Int16] {
    (0..<count).map { _ in
      switch below(8) {
      case 0: Int16(limit)
      case 1: Int16(-limit)
      case 2: 0
      default: Int16(below(2 * limit + 1) - limit)
      }
    }
  }
}
