import Fledgling

/// An episode that goes on in the rows being read.
struct RunningEpisode {
  let name: String
  /// How many rows named it, and how many of them were steps.
  var rows = 0
  var accepted = 0
  /// Whether it will be judged: it began here, can end, and not too many others wait.
  var isJudged = false
  /// Whether it had ended before this row.
  var isOver = false
  /// Whether a row said that it is the last.
  var hasEnd = false
  var isLooping = false
  var outcome: Outcome?
  /// How often the steps of one order came.
  var ties = TieCount()
  /// What was foreseen after each step, as long as it waits to be judged; its order, and that as it was
  /// written.
  var forecasts: [Forecast] = []
  var orders: [Double] = []
  var orderCells: [String] = []

  init(name: String) { self.name = name }

  /// Forgets what waited to be judged.
  mutating func forgetOutlooks() {
    forecasts = []
    orders = []
    orderCells = []
    isJudged = false
  }
}

/// Counts alike steps of one order, so that a table may hold a step twice and be read again all the
/// same.
struct TieCount {
  private var order = Double.nan
  private var file = -1
  private var first: [Value] = []
  private var counts: [[Value]: Int] = [:]

  /// Takes in a step.
  ///
  /// - Returns: which of the steps of its table with this order and these values it is, from one.
  mutating func add(_ row: WatchedRow) -> Int {
    guard row.key.order == order, row.file == file else {
      order = row.key.order
      file = row.file
      first = row.values
      if !counts.isEmpty { counts = [:] }
      return 1
    }
    if counts.isEmpty { counts[first] = 1 }
    counts[row.values, default: 0] += 1
    return counts[row.values] ?? 1
  }
}
