/// The state of loop detection for an open episode: about 950 bytes with eight numbers.
struct LoopState: Sendable, Hashable {
  /// The longest round that is detected.
  static let longest = 8
  /// The number of stored steps: two of the longest rounds.
  static let reach = 2 * longest
  /// The number of distinct steps after which the set of seen steps is cleared, before false
  /// matches become likely.
  private static let seenLimit = 128

  /// The state of one number.
  struct Number: Sendable, Hashable {
    var highest = -Float.infinity
    var lowest = Float.infinity
    /// The cell of the step before.
    var last = Cell.missingNumber
    /// The number of steps at which it changed.
    var changes: UInt32 = 0
  }

  /// The loop that the episode is in.
  struct Active: Sendable, Hashable {
    let kind: Loop.Kind
    /// The number of steps in a round; 0 for stagnation.
    let period: Int32
    /// The first step of the first round, counted from zero.
    let first: UInt32
    let fields: [String]
    /// The last step that repeated the round before.
    var agreed: UInt32
  }

  /// The number of steps so far.
  var count = 0
  /// The last steps, each at its number modulo ``reach``.
  var codes = [StepCode](repeating: StepCode(), count: reach)
  /// Per period, the evidence for it, in 1/256 of a repeated step.
  var evidence = SIMD8<Int32>()
  /// Per period, the first step of the rounds in the evidence.
  var since = SIMD8<UInt32>()
  /// Per period, the steps outside loops that equalled the step one period before; and, when the rounds in
  /// the evidence began, the information, in 1/256, of one more.
  var equal = SIMD8<UInt32>()
  var information = SIMD8<UInt16>()
  var numbers: [Number]
  /// The number of numbers known to be states.
  var states = 0
  /// The last step at which a number made progress; -1 before any.
  var gained = -1
  /// The last step with progress or with a row not seen before.
  var fresh = 0
  var active: Active?
  /// Rows seen, as bits at their hashes, and the number of bits set.
  private var seen = SIMD8<UInt64>()
  private var seenCount = 0

  init(numbers: Int) { self.numbers = [Number](repeating: Number(), count: numbers) }

  /// The bytes in all, including the overhead of arrays.
  var bytes: Int {
    MemoryLayout<LoopState>.size + 64 + codes.count * MemoryLayout<StepCode>.stride
      + numbers.count * MemoryLayout<Number>.stride
  }

  /// Whether no step so far had this row; false matches are possible.
  @inline(__always)
  mutating func isNew(_ row: UInt32) -> Bool {
    let word = Int(row >> 6 & 7)
    let bit: UInt64 = 1 << UInt64(row & 63)
    guard seen[word] & bit == 0 else { return false }
    if seenCount == LoopState.seenLimit {
      seen = SIMD8()
      seenCount = 0
    }
    seen[word] |= bit
    seenCount += 1
    return true
  }
}
