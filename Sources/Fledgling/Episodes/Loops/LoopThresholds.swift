/// The thresholds of loop detection, derived from what was learned.
struct LoopThresholds: Sendable, Hashable {
  /// The role of a number.
  enum Role: Sendable, Hashable {
    /// Not enough is known about it.
    case untold
    case nothing
    /// A state: a new highest or lowest value may be progress.
    case state(up: Bool, down: Bool)
  }

  /// Per place, the weight of an agreement.
  let weights: StepCode
  /// The sum of all weights.
  let total: Int32
  /// The information, in 1/256, of a step that equals the one before.
  let information: Int32
  /// Whether steps may agree in parts, rather than wholly or not at all.
  let isWarm: Bool
  let roles: [Role]
  /// The rounds, in 1/16, at which a loop is reported; per bucket those that must be exceeded.
  let enough: Int32
  let allowed: [Int32]
  /// The longest stretch, in steps, without anything new that is no stagnation.
  let stall: Int

  init(_ sums: AgreementCounts, _ habits: KnownCycles, _ columns: LoopColumns) {
    weights = sums.weights
    total = Int32(weights.wrappedSum())
    information = sums.information
    isWarm = sums.isWarm
    roles = columns.numbers.indices.map { sums.role($0) }
    enough = habits.enough
    allowed = habits.allowed
    stall = habits.stall
  }

  /// The weight of the places in which two steps agree.
  @inline(__always)
  func agreement(_ code: StepCode, _ then: StepCode) -> Int32 {
    held(weights.replacing(with: 0, where: code .!= then))
  }

  /// The weight of the places in which a step agrees with either of two.
  @inline(__always)
  func agreement(_ code: StepCode, _ one: StepCode, _ other: StepCode) -> Int32 {
    held(weights.replacing(with: 0, where: (code .!= one) .& (code .!= other)))
  }

  @inline(__always)
  private func held(_ weights: StepCode) -> Int32 {
    let sum = Int32(weights.wrappedSum())
    return isWarm || sum == total ? sum : 0
  }

  /// A hash of the places with weight.
  @inline(__always)
  func row(_ code: StepCode) -> UInt32 {
    let words = unsafeBitCast(code.replacing(with: 0, where: weights .== 0), to: SIMD4<UInt64>.self)
    var hash: UInt64 = 0
    for word in 0..<4 {
      hash = (hash ^ words[word]) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return UInt32(truncatingIfNeeded: hash >> 16)
  }

  /// The information, in 1/256, that all rounds after the first together must have, so that their
  /// repetition is not chance: by what is learned, and by a single episode.
  private static let leastInformation: Int32 = 1_408
  private static let leastOwnInformation: Int32 = 2_048

  /// The information, in 1/256, of a step that equals an earlier one, before much is learned: −log
  /// of the share of such steps so far in the same episode.
  ///
  /// The share starts so low that three equal rounds from the first step on are a loop.
  ///
  /// - Parameters:
  ///   - equal: the steps that equalled the one before by as much.
  ///   - steps: the steps that could.
  /// - Returns: 0 to 4,096.
  func information(equal: UInt32, of steps: Int) -> UInt16 {
    let share = (Float(equal) + 0.018) / (Float(steps) + 1)
    return UInt16(min(16, max(0, -Elementary.log(share))) * 256)
  }

  /// The rounds, in 1/16, at which a loop of so many steps is reported.
  ///
  /// If steps often repeat, more rounds are needed.
  ///
  /// - Parameters:
  ///   - period: the number of steps in a round.
  ///   - own: the information of a repeated step by the episode itself, used before enough is learned.
  /// - Returns: at least ``KnownCycles/enough``.
  func enough(_ period: Int, own: Int32) -> Int32 {
    guard total > 0 else { return enough }
    let least =
      isWarm ? LoopThresholds.leastInformation : LoopThresholds.leastOwnInformation
    let information = max(1, (isWarm ? information : own) * Int32(period))
    return max(enough, 16 + (16 * least + information - 1) / information)
  }

  /// Whether a number is a state that must repeat as well; a clock or noise is not.
  @inline(__always)
  func isState(_ number: LoopState.Number, _ role: Role, after steps: Int) -> Bool {
    switch role {
    case .nothing: false
    case .state: true
    case .untold: Int(number.changes) * 2 <= steps
    }
  }

  /// Whether a number made progress; also takes in its value.
  @inline(__always)
  func isProgress(
    _ number: inout LoopState.Number, _ role: Role, _ cell: UInt32, after steps: Int
  ) -> Bool {
    guard cell != Cell.missingNumber else { return false }
    let value = Float(bitPattern: cell)
    let isFirst = number.last == Cell.missingNumber
    let isHigher = !isFirst && value > number.highest
    let isLower = !isFirst && value < number.lowest
    if !isFirst, cell != number.last { number.changes += 1 }
    number.last = cell
    number.highest = max(number.highest, value)
    number.lowest = min(number.lowest, value)
    switch role {
    case .nothing: return false
    case .state(let up, let down): return up && isHigher || down && isLower
    // A number that changes at most steps is a clock or noise.
    case .untold: return (isHigher || isLower) && Int(number.changes) * 2 <= steps
    }
  }
}
