/// Encodes the steps so far of an episode as the features that values are linear in.
///
/// Every feature follows from the steps so far alone, with a memory of fixed size:
///
/// - each number, its averages over about 4, 16 and 64 steps and since the start, and its slope by
///   least squares;
/// - each common category of this step, of the last and of the last but one, and its count;
/// - the number of steps so far, the time since the start, since the last step and before that;
/// - weekday and hour;
/// - rectified random units over all of these (an extreme learning machine; Huang, Zhu, Siew 2006).
///
/// Fixed between refits; a pure function of the episodes it was fitted to, in their order.
struct StepEncoder: Sendable {
  /// The integer that represents one.
  static let unit: Float = 256
  /// The range of linear features, in standard deviations.
  static let reach: Float = 6
  /// The horizons of the averages, in steps.
  static let horizons: [Float] = [4, 16, 64]
  /// The maximum number of linear features, and of all features, the constant included.
  static let linearLimit = 224
  static let limit = 320
  /// The maximum number of numbers, and of categories per column, that have features.
  static let numberLimit = 64
  static let indicatorLimit = 12
  /// The maximum number of contrasts of numbers.
  static let contrastLimit = 12
  /// The number of clock features: steps, steps over a hundred, and those of time.
  static let clocks = 7

  let codes: [ColumnBinner]
  /// Columns of numbers that vary; of categories; and the parts of dates.
  let numbers: [Int]
  /// Per number, its anchor, mean and inverse deviation.
  let scaling: [SIMD4<Float>]
  let categories: [Int]
  let weekdays: [Int]
  let hours: [Int]
  /// The number of statistics stored of each number beside itself, the most useful first.
  var statistics = 0
  /// The typical time between two steps.
  let timeUnit: Double
  /// Contrasts: by rows, the weights of standardised numbers.
  var contrasts: [Float] = []
  /// Raw features that vary, with their means and inverse deviations.
  var places: [Int32] = []
  var means: [Float] = []
  var scales: [Float] = []
  private var projection: [Float] = []
  private var offsets: [Float] = []
  private var units = 0
  /// The number of linear features that units read: the first ones.
  private var read = 0
  let seed: UInt64

  /// The number of numbers and of their contrasts.
  var followed: Int {
    numbers.isEmpty ? 0 : numbers.count + contrasts.count / numbers.count
  }
  let rest: Int
  /// The number of raw linear features.
  var rawCount: Int { followed * (1 + statistics) + rest }
  /// The number of linear features in use, without the constant.
  var linearCount: Int { places.count }
  /// The number of all features, padded to whole vectors: the constant, the linear ones, the hidden
  /// units.
  private(set) var count = Kernels.alignment

  /// An encoder whose only feature is the constant.
  init(_ layout: StepSchema, seed: UInt64) {
    self.init(
      layout, codes: layout.columns.map { ColumnBinner(ColumnSketch(kind: $0.kind)) }, timeUnit: 1,
      seed: seed)
  }

  init(_ layout: StepSchema, codes: [ColumnBinner], timeUnit: Double, seed: UInt64) {
    self.codes = codes
    self.timeUnit = timeUnit
    self.seed = seed
    var numbers: [Int] = []
    var categories: [Int] = []
    var weekdays: [Int] = []
    var hours: [Int] = []
    for (index, column) in layout.columns.enumerated() {
      switch column.source {
      case .datePart(.weekday): weekdays.append(index)
      case .datePart: hours.append(index)
      case .own where column.kind == .category:
        if codes[index].codeCount > 2 { categories.append(index) }
      case .own, .aspect: if codes[index].inverseDeviation > 0 { numbers.append(index) }
      }
    }
    self.numbers = Array(numbers.prefix(StepEncoder.numberLimit))
    scaling = self.numbers.map {
      SIMD4(Float(codes[$0].anchor), codes[$0].mean, codes[$0].inverseDeviation, 0)
    }
    self.categories = categories
    self.weekdays = weekdays
    self.hours = hours
    let indicators = categories.reduce(0) { $0 + StepEncoder.indicators(codes[$1]) }
    rest = indicators * 4 + weekdays.count * 7 + hours.count * 4 + StepEncoder.clocks
    chooseStatistics()
  }

  mutating func chooseStatistics() {
    let room = max(0, StepEncoder.linearLimit - rest)
    statistics = followed == 0 ? 0 : max(0, min(5, room / followed - 1))
  }

  static func indicators(_ code: ColumnBinner) -> Int {
    min(StepEncoder.indicatorLimit, code.indicators)
  }

  mutating func drawUnits() {
    let linear = places.count
    guard linear > 0 else { return }
    read = places.count
    let room = StepEncoder.limit - 1 - linear
    units = max(0, min(256, room / Kernels.alignment * Kernels.alignment))
    var random = SplitMix64(seed: seed &+ 0x5747_4348)
    let size = 1.5 / Float(max(1, read)).squareRoot()
    projection = (0..<read * units).map { _ in random.normal() * size }
    offsets = (0..<units).map { _ in 2 * random.uniform() - 1 }
    count = Kernels.padded(1 + linear + units)
  }

  /// Whether the distributions of numbers or categories differ so much that sums should be computed
  /// again.
  func differs(from other: StepEncoder) -> Bool {
    numbers != other.numbers || categories != other.categories || timeUnit != other.timeUnit
      || places != other.places
      || zip(codes, other.codes).contains { $0.differs(from: $1) }
  }

  /// The state of an episode that starts.
  func begin() -> PrefixState {
    PrefixState(
      numbers: followed,
      indicators: categories.reduce(0) { $0 + StepEncoder.indicators(codes[$1]) },
      categories: categories.count)
  }

  /// Takes in a step, and writes the features of the episode after it.
  ///
  /// - Complexity: O(linear features × units).
  func encode(
    _ memory: inout PrefixState, _ cells: UnsafePointer<UInt32>, order: Double,
    raw: inout [Float], into out: UnsafeMutablePointer<Int16>
  ) {
    if raw.count != rawCount + places.count {
      raw = [Float](repeating: 0, count: rawCount + places.count)
    }
    advance(&memory, cells, order: order, into: &raw)
    let linear = places.count
    raw.withUnsafeMutableBufferPointer { raw in
      let standard = raw.baseAddress.unsafelyUnwrapped + rawCount
      out[0] = Int16(StepEncoder.unit)
      for index in 0..<linear {
        let value = (raw[Int(places[index])] - means[index]) * scales[index]
        let held = max(-StepEncoder.reach, min(StepEncoder.reach, value))
        standard[index] = held
        out[1 + index] = Int16(Elementary.round(held * StepEncoder.unit))
      }
      if units > 0 {
        Kernels.best.rectify(
          standard, read, projection, offsets, units, StepEncoder.unit, out + 1 + linear)
      }
    }
    for place in 1 + linear + units..<count { out[place] = 0 }
  }

  /// Takes in a step without computing features.
  func follow(
    _ memory: inout PrefixState, _ cells: UnsafePointer<UInt32>, order: Double,
    raw: inout [Float]
  ) {
    if raw.count != rawCount + places.count {
      raw = [Float](repeating: 0, count: rawCount + places.count)
    }
    advance(&memory, cells, order: order, into: &raw)
  }
}
