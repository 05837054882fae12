/// An encoder's state of an episode after its steps so far.
struct PrefixState: Sendable, Hashable {
  /// Numbers stored per column: three averages, the sum, and the sum times the place.
  static let perNumber = 5

  /// The number of steps so far.
  var count = 0
  var averages: [Float]
  /// Per category that has a feature, the number of its occurrences.
  var counts: [Float]
  /// Per column of categories, the codes of the last step and of the one before.
  var last: [Int16]
  /// Time units since the start, since the last step, and between that and the one before.
  private(set) var elapsed: Float = 0
  private(set) var interval: Float = 0
  private(set) var intervalBefore: Float = 0
  private var begin = 0.0
  private var latest = 0.0

  /// The order of the last step, relative to the start.
  var since: Double { latest - begin }

  init(numbers: Int = 0, indicators: Int = 0, categories: Int = 0) {
    averages = [Float](repeating: 0, count: numbers * PrefixState.perNumber)
    counts = [Float](repeating: 0, count: indicators)
    last = [Int16](repeating: -1, count: 2 * categories)
  }

  var bytes: Int { averages.count * 4 + counts.count * 4 + last.count * 2 + 144 }

  /// Takes in the order of the step that ``count`` already includes.
  mutating func tell(_ order: Double, unit: Double) {
    if count == 1 {
      begin = order
      latest = order
    }
    intervalBefore = interval
    interval = Float(min(1e30, max(0, order - latest) / unit))
    elapsed = Float(min(1e30, max(0, order - begin) / unit))
    latest = order
  }
}

/// Sines from additions and multiplications alone, so that every machine gives the same bits.
enum UnitCircle {
  /// The sine and the cosine of a fraction of a full turn in [0, 1]; absolute error below 1e-4.
  static func sineAndCosine(_ turn: Float) -> (sine: Float, cosine: Float) {
    (sine(turn), sine(turn + 0.25))
  }

  private static func sine(_ turn: Float) -> Float {
    var x = turn - turn.rounded(.down)
    let sign: Float = x >= 0.5 ? -1 : 1
    if x >= 0.5 { x -= 0.5 }
    if x > 0.25 { x = 0.5 - x }
    let angle = x * 6.2831853
    let square = angle * angle
    let series = 1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72)))
    return sign * angle * series
  }
}
