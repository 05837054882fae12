/// What is remembered of an open episode to tell its loops: about 900 bytes at eight numbers.
struct LoopState: Sendable, Hashable {
  /// The longest round that is told.
  static let longest = 8
  /// Steps remembered: two of the longest rounds.
  static let reach = 2 * longest
  /// Distinct steps after which the set of those seen is begun again, before chance fills it.
  private static let seenLimit = 128

  /// What is remembered of one number.
  struct Number: Sendable, Hashable {
    var highest = -Float.infinity
    var lowest = Float.infinity
    /// The cell before.
    var last = Cell.missingNumber
    /// Steps at which it was another than before.
    var changes: UInt32 = 0
  }

  /// The loop that the episode is in.
  struct Active: Sendable, Hashable {
    let kind: Loop.Kind
    /// Steps in a round; 0 for stagnation.
    let period: Int32
    /// The first step of the first round, counted from zero.
    let first: UInt32
    let fields: [String]
    /// The last step that came again as a round before had it.
    var agreed: UInt32
  }

  /// Steps so far.
  var count = 0
  /// The last steps, each at its number modulo ``reach``.
  var codes = [StepCode](repeating: StepCode(), count: reach)
  /// Per period, what speaks for it, in 1/256 of a step that came again.
  var evidence = SIMD8<Int32>()
  /// Per period, the first step of the rounds that the evidence is about.
  var since = SIMD8<UInt32>()
  var numbers: [Number]
  /// How many of the numbers are states, as far as is known.
  var states = 0
  /// The last step at which a number made progress; -1 before any.
  var gained = -1
  /// The last step with that or with a row not seen before.
  var fresh = 0
  var active: Active?
  /// Rows seen, as bits at their hashes, and how many were set.
  private var seen = SIMD8<UInt64>()
  private var seenCount = 0

  init(numbers: Int) { self.numbers = [Number](repeating: Number(), count: numbers) }

  /// Bytes in all, with what arrays take beside their elements.
  var bytes: Int {
    MemoryLayout<LoopState>.size + 64 + codes.count * MemoryLayout<StepCode>.stride
      + numbers.count * MemoryLayout<Number>.stride
  }

  /// Whether no step so far was as this one, as far as is known.
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
