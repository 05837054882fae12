/// Statistics of how a number moves from step to step, in all episodes learned.
struct NumberMotion: BitwiseCopyable, Sendable, Hashable {
  /// The number of good episodes needed to learn which direction is progress.
  private static let goodNeeded: Int64 = 10

  private(set) var steps: Int64 = 0
  private var same: Int64 = 0
  private var up: Int64 = 0
  private var down: Int64 = 0
  /// Steps with a fourth before, and those of them that are farther from it than from the last.
  private var fours: Int64 = 0
  private var far: Int64 = 0
  /// Good episodes in which it ended above its start, minus those in which it ended below.
  private var rise: Int64 = 0

  /// Adds the values of an episode.
  mutating func add(_ values: [Float], isGood: Bool) {
    guard let first = values.first, let last = values.last else { return }
    for index in values.indices.dropFirst() {
      let (now, before) = (values[index], values[index - 1])
      steps += 1
      same += now == before ? 1 : 0
      up += now > before ? 1 : 0
      down += now < before ? 1 : 0
      guard index >= 4 else { continue }
      fours += 1
      far += abs(now - values[index - 4]) > abs(now - before) ? 1 : 0
    }
    if isGood { rise += last > first ? 1 : last < first ? -1 : 0 }
  }

  /// Whether the number is a state, which stays the same for a while, rather than noise, which is
  /// as far from the last step as from the fourth before, or a clock, which always rises or always
  /// falls.
  var isState: Bool {
    if up * 10 > steps * 9 || down * 10 > steps * 9 { return false }
    return same * 10 > steps * 3 || far * 100 > fours * 65
  }

  /// Whether a rise may be progress, according to the good episodes known.
  func mayRise(_ good: Int64) -> Bool { good < NumberMotion.goodNeeded || 2 * rise > -good }

  /// Whether a fall may be progress.
  func mayFall(_ good: Int64) -> Bool { good < NumberMotion.goodNeeded || 2 * rise < good }

  /// Whether all counts are possible.
  func isWithin(_ limit: Int64) -> Bool {
    [steps, same, up, down, fours, far, abs(max(-limit, rise))].allSatisfy { 0...limit ~= $0 }
  }
}
