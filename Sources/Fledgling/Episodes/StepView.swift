/// The fixed view of episodes: from the steps so far to the features that values are linear in.
///
/// Every feature follows from the steps so far alone, with a memory of fixed size:
///
/// - each number, its averages over about 4, 16 and 64 steps and since the begin, and its slope by
///   least squares;
/// - each common category of this step, of the last and of the last but one, and how often it came;
/// - the steps so far, the time since the begin, since the last step and before that;
/// - weekday and hour;
/// - rectified random units over all of these (an extreme learning machine; Huang, Zhu, Siew 2006).
///
/// Frozen between refits; a pure function of the episodes it was fitted to, in their order.
struct StepView: Sendable {
  /// The integer that stands for one.
  static let unit: Float = 256
  /// How far linear features reach, in deviations.
  static let reach: Float = 6
  /// Horizons of the averages, in steps.
  static let horizons: [Float] = [4, 16, 64]
  /// The most linear features, and the most in all, the constant included.
  static let linearLimit = 224
  static let limit = 320
  /// The most numbers and the most categories of a column that are followed.
  static let numberLimit = 64
  static let indicatorLimit = 12
  /// The most contrasts of numbers.
  static let contrastLimit = 12
  /// Times since that every episode has: steps, steps over a hundred; then those of time.
  private static let clocks = 7

  private let codes: [ColumnCode]
  /// Columns of numbers that vary; of categories; and the parts of dates.
  private let numbers: [Int]
  /// Per number, its anchor, mean and inverse deviation.
  private let scaling: [SIMD4<Float>]
  private let categories: [Int]
  private let weekdays: [Int]
  private let hours: [Int]
  /// What is remembered of each number beside itself, the most useful first.
  private var statistics = 0
  /// The typical time between two steps.
  private let timeUnit: Double
  /// Contrasts: by rows, weights of standardised numbers.
  private var contrasts: [Float] = []
  /// Raw features that vary, their means and inverse deviations.
  private var places: [Int32] = []
  private var means: [Float] = []
  private var scales: [Float] = []
  private var projection: [Float] = []
  private var offsets: [Float] = []
  private var units = 0
  /// The linear features that units read: the first.
  private var read = 0
  private let seed: UInt64

  /// Numbers and contrasts of them.
  private var followed: Int {
    numbers.isEmpty ? 0 : numbers.count + contrasts.count / numbers.count
  }
  private let rest: Int
  /// Raw linear features.
  private var rawCount: Int { followed * (1 + statistics) + rest }
  /// Linear features in use, without the constant.
  var linearCount: Int { places.count }
  /// All features, padded to whole vectors: the constant, the linear ones, the hidden units.
  private(set) var count = Kernels.alignment

  /// A view that sees nothing but the constant.
  init(_ layout: StepLayout, seed: UInt64) {
    self.init(
      layout, codes: layout.columns.map { ColumnCode(ColumnSketch(kind: $0.kind)) }, timeUnit: 1,
      seed: seed)
  }

  private init(_ layout: StepLayout, codes: [ColumnCode], timeUnit: Double, seed: UInt64) {
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
    self.numbers = Array(numbers.prefix(StepView.numberLimit))
    scaling = self.numbers.map {
      SIMD4(Float(codes[$0].anchor), codes[$0].mean, codes[$0].inverseDeviation, 0)
    }
    self.categories = categories
    self.weekdays = weekdays
    self.hours = hours
    let indicators = categories.reduce(0) { $0 + StepView.indicators(codes[$1]) }
    rest = indicators * 4 + weekdays.count * 7 + hours.count * 4 + StepView.clocks
    chooseStatistics()
  }

  private mutating func chooseStatistics() {
    let room = max(0, StepView.linearLimit - rest)
    statistics = followed == 0 ? 0 : max(0, min(5, room / followed - 1))
  }

  /// Finds the axes along which the numbers, taken together, vary least: contrasts of numbers that go
  /// together, which tell more than each number by itself.
  private mutating func findContrasts(_ records: [EpisodeRecord], columns: Int) {
    let n = numbers.count
    guard n > 1 else { return }
    var products = [Double](repeating: 0, count: n * n)
    var sums = [Double](repeating: 0, count: n)
    var total = 0.0
    var z = [Double](repeating: 0, count: n)
    var last = z
    var steps = products
    var moves = 0.0
    for record in records {
      for step in 0..<record.count {
        for (place, column) in numbers.enumerated() {
          z[place] = Double(codes[column].standardised(record.cells[step * columns + column]))
          sums[place] += z[place]
        }
        for i in 0..<n { for j in 0...i { products[i * n + j] += z[i] * z[j] } }
        total += 1
        if step > 0 {
          moves += 1
          for i in 0..<n {
            for j in 0..<n { steps[i * n + j] += (z[i] - last[i]) * (z[j] - last[j]) }
          }
        }
        last = z
      }
    }
    guard total > 1 else { return }
    var deviations = [Double](repeating: 0, count: n)
    for i in 0..<n {
      for j in 0...i {
        let value = products[i * n + j] / total - sums[i] * sums[j] / (total * total)
        products[i * n + j] = value
        products[j * n + i] = value
      }
      deviations[i] = max(1e-6, products[i * n + i]).squareRoot()
    }
    for i in 0..<n {
      for j in 0..<n {
        products[i * n + j] /= deviations[i] * deviations[j]
        steps[i * n + j] /= deviations[i] * deviations[j] * max(1, moves)
      }
    }
    let (values, axes) = PrincipalAxes.of(products, n: n)
    let room = max(0, StepView.linearLimit - rest) / 4 - n
    let chosen = values.indices.filter { place in
      // One that changes at every step as much as it varies at all is noise.
      var change = 0.0
      for i in 0..<n {
        for j in 0..<n { change += axes[place][i] * steps[i * n + j] * axes[place][j] }
      }
      return values[place] > 0.01 && change < values[place]
    }
    for place in chosen.prefix(max(0, min(StepView.contrastLimit, n - 1, room))) {
      let size = values[place].squareRoot()
      contrasts += (0..<n).map { Float(axes[place][$0] / size / deviations[$0]) }
    }
    chooseStatistics()
  }

  private static func indicators(_ code: ColumnCode) -> Int {
    min(StepView.indicatorLimit, code.indicators)
  }

  /// The view that fits these episodes.
  ///
  /// - Complexity: O(steps × features).
  init(_ layout: StepLayout, fitting records: [EpisodeRecord], seed: UInt64) {
    let columns = layout.columns.count
    var sketches = layout.columns.enumerated().map { index, column in
      var anchor = 0.0
      if column.kind == .number {
        anchor = ColumnSketch.anchor(
          of: records.lazy.flatMap { record in
            (0..<record.count).lazy.map { record.cells[$0 * columns + index] }
          })
      }
      return ColumnSketch(kind: column.kind, anchor: anchor)
    }
    var intervals: [Double] = []
    for record in records {
      for step in 0..<record.count {
        for column in 0..<columns {
          sketches[column].add(record.cells[step * columns + column])
        }
        if step > 0 { intervals.append(record.orders[step] - record.orders[step - 1]) }
      }
    }
    intervals.sort()
    let middle = intervals.isEmpty ? 1 : intervals[intervals.count / 2]
    self.init(
      layout, codes: sketches.map { ColumnCode($0) },
      timeUnit: middle > 0 && middle.isFinite ? middle.binade : 1, seed: seed)
    findContrasts(records, columns: columns)
    standardise(records, columns: columns)
    drawUnits()
  }

  private mutating func standardise(_ records: [EpisodeRecord], columns: Int) {
    var sums = [Double](repeating: 0, count: rawCount)
    var squares = sums
    var total = 0.0
    var raw = [Float](repeating: 0, count: rawCount)
    for record in records {
      var memory = begin()
      for step in 0..<record.count {
        record.cells.withUnsafeBufferPointer {
          advance(
            &memory, $0.baseAddress.unsafelyUnwrapped + step * columns,
            order: record.orders[step], into: &raw)
        }
        for place in 0..<rawCount {
          let value = Double(raw[place])
          sums[place] += value
          squares[place] += value * value
        }
        total += 1
      }
    }
    guard total > 0 else { return }
    for place in 0..<rawCount where places.count < StepView.linearLimit {
      let mean = sums[place] / total
      let variance = squares[place] / total - mean * mean
      guard variance > 1e-10 else { continue }
      places.append(Int32(place))
      means.append(Float(mean))
      scales.append(Float(1 / variance.squareRoot()))
    }
  }

  private mutating func drawUnits() {
    let linear = places.count
    guard linear > 0 else { return }
    read = places.count
    let room = StepView.limit - 1 - linear
    units = max(0, min(256, room / Kernels.alignment * Kernels.alignment))
    var random = SplitMix64(seed: seed &+ 0x5747_4348)
    let size = 1.5 / Float(max(1, read)).squareRoot()
    projection = (0..<read * units).map { _ in random.normal() * size }
    offsets = (0..<units).map { _ in 2 * random.uniform() - 1 }
    count = Kernels.padded(1 + linear + units)
  }

  /// Whether numbers or categories are distributed so differently that sums should be made anew.
  func differs(from other: StepView) -> Bool {
    numbers != other.numbers || categories != other.categories || timeUnit != other.timeUnit
      || places != other.places
      || zip(codes, other.codes).contains { $0.differs(from: $1) }
  }

  /// The memory of an episode that begins.
  func begin() -> EpisodeMemory {
    EpisodeMemory(
      numbers: followed,
      indicators: categories.reduce(0) { $0 + StepView.indicators(codes[$1]) },
      categories: categories.count)
  }

  /// Takes in a step, and writes the features that the episode then has.
  ///
  /// - Complexity: O(linear features × units).
  func encode(
    _ memory: inout EpisodeMemory, _ cells: UnsafePointer<UInt32>, order: Double,
    raw: inout [Float], into out: UnsafeMutablePointer<Int16>
  ) {
    if raw.count != rawCount + places.count {
      raw = [Float](repeating: 0, count: rawCount + places.count)
    }
    advance(&memory, cells, order: order, into: &raw)
    let linear = places.count
    raw.withUnsafeMutableBufferPointer { raw in
      let standard = raw.baseAddress.unsafelyUnwrapped + rawCount
      out[0] = Int16(StepView.unit)
      for index in 0..<linear {
        let value = (raw[Int(places[index])] - means[index]) * scales[index]
        let held = max(-StepView.reach, min(StepView.reach, value))
        standard[index] = held
        out[1 + index] = Int16(Elementary.round(held * StepView.unit))
      }
      if units > 0 {
        Kernels.best.rectify(
          standard, read, projection, offsets, units, StepView.unit, out + 1 + linear)
      }
    }
    for place in 1 + linear + units..<count { out[place] = 0 }
  }

  /// Takes in a step of which no features are wanted.
  func follow(
    _ memory: inout EpisodeMemory, _ cells: UnsafePointer<UInt32>, order: Double,
    raw: inout [Float]
  ) {
    if raw.count != rawCount + places.count {
      raw = [Float](repeating: 0, count: rawCount + places.count)
    }
    advance(&memory, cells, order: order, into: &raw)
  }

  /// Takes in a step, and writes what is known of the episode.
  private func advance(
    _ memory: inout EpisodeMemory, _ cells: UnsafePointer<UInt32>, order: Double,
    into raw: inout [Float]
  ) {
    memory.count += 1
    memory.tell(order, unit: timeUnit)
    raw.withUnsafeMutableBufferPointer { raw in
      var out = raw.baseAddress.unsafelyUnwrapped
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, followed)) { standard in
        let standard = standard.baseAddress.unsafelyUnwrapped
        standardise(cells, into: standard)
        let span = Span(steps: memory.count)
        for index in 0..<numbers.count { follow(index, standard[index], &memory, span, &out) }
        putRest(&memory, cells, &out)
        for index in numbers.count..<followed {
          follow(index, standard[index], &memory, span, &out)
        }
      }
    }
  }

  /// What a line through the steps so far needs to know of their places 0 ..< n.
  private struct Span {
    let count: Float
    let last: Float
    let sum: Float
    let spread: Float

    init(steps: Int) {
      count = Float(steps)
      last = count - 1
      sum = last * count / 2
      spread = count * (last * count * (2 * last + 1) / 6) - sum * sum
    }
  }

  /// Numbers and contrasts in deviations; zero where missing.
  @inline(__always)
  private func standardise(
    _ cells: UnsafePointer<UInt32>, into out: UnsafeMutablePointer<Float>
  ) {
    let count = numbers.count
    scaling.withUnsafeBufferPointer { scaling in
      numbers.withUnsafeBufferPointer { numbers in
        for index in 0..<count {
          let cell = cells[numbers[index]]
          let scale = scaling[index]
          let value = (Float(bitPattern: cell) - scale.x - scale.y) * scale.z
          out[index] = cell == Cell.missingNumber ? 0 : max(-4, min(4, value))
        }
      }
    }
    contrasts.withUnsafeBufferPointer { contrasts in
      for index in count..<followed {
        var sum: Float = 0
        let start = (index - count) * count
        for place in 0..<count { sum += contrasts[start + place] * out[place] }
        out[index] = sum
      }
    }
  }

  /// Takes a number into its averages, and writes it and what is remembered of it.
  @inline(__always)
  private func follow(
    _ index: Int, _ z: Float, _ memory: inout EpisodeMemory, _ span: Span,
    _ out: inout UnsafeMutablePointer<Float>
  ) {
    memory.averages.withUnsafeMutableBufferPointer { averages in
      let own = averages.baseAddress.unsafelyUnwrapped + index * EpisodeMemory.perNumber
      if span.last == 0 {
        for place in 0..<StepView.horizons.count { own[place] = z }
      } else {
        own[0] += (z - own[0]) / 4
        own[1] += (z - own[1]) / 16
        own[2] += (z - own[2]) / 64
      }
      own[3] += z
      own[4] += span.last * z
      out[0] = z
      if statistics > 0 { out[1] = own[1] }
      if statistics > 1 { out[2] = own[0] }
      if statistics > 2 { out[3] = own[2] }
      if statistics > 3 { out[4] = own[3] / span.count }
      if statistics > 4 {
        let slope = span.count * own[4] - span.sum * own[3]
        out[5] = span.spread > 0 ? slope / span.spread * span.count : 0
      }
    }
    out += 1 + statistics
  }

  /// Writes what is remembered of categories and of time.
  private func putRest(
    _ memory: inout EpisodeMemory, _ cells: UnsafePointer<UInt32>,
    _ out: inout UnsafeMutablePointer<Float>
  ) {
    var indicator = 0
    for (index, column) in categories.enumerated() {
      let width = StepView.indicators(codes[column])
      let code = Int16(codes[column].code(cells[column]))
      let last = memory.last[2 * index]
      let lastButOne = memory.last[2 * index + 1]
      for value in 1..<Int16(width) + 1 {
        if value == code { memory.counts[indicator] += 1 }
        out[0] = value == code ? 1 : 0
        out[1] = value == last ? 1 : 0
        out[2] = value == lastButOne ? 1 : 0
        out[3] = Elementary.log(1 + memory.counts[indicator])
        out += 4
        indicator += 1
      }
      memory.last[2 * index + 1] = last
      memory.last[2 * index] = code
    }
    for column in weekdays {
      let cell = cells[column]
      let day = cell == Cell.missingNumber ? -1 : Float(bitPattern: cell)
      for value in 0..<7 { out[value] = Float(value) == day ? 1 : 0 }
      out += 7
    }
    for column in hours {
      let cell = cells[column]
      let isKnown = cell != Cell.missingNumber
      let (sine, cosine) = Turn.sineAndCosine(isKnown ? Float(bitPattern: cell) / 24 : 0)
      out[0] = isKnown ? sine : 0
      out[1] = isKnown ? cosine : 0
      out[2] = isKnown ? 2 * sine * cosine : 0
      out[3] = isKnown ? cosine * cosine - sine * sine : 0
      out += 4
    }
    let steps = Float(memory.count)
    out[0] = Elementary.log(steps)
    out[1] = min(8, (steps - 1) / 100)
    out[2] = Elementary.log(1 + memory.interval)
    out[3] = Elementary.log(1 + memory.elapsed)
    out[4] = Elementary.log(1 + memory.intervalBefore)
    out[5] = min(1_000, memory.interval)
    out[6] = min(1_000, memory.elapsed)
    out += StepView.clocks
  }
}

extension StepView {
  func write(to writer: inout SnapshotWriter) {
    writer.write(codes)
    writer.write(timeUnit)
    writer.write(seed)
    writer.write(contrasts)
    writer.write(places)
    writer.write(means)
    writer.write(scales)
  }

  /// Reads what ``write(to:)`` wrote of a view of these columns.
  init(_ layout: StepLayout, from reader: inout SnapshotReader) throws(SnapshotError) {
    let codes: [ColumnCode] = try reader.read()
    let timeUnit = try reader.read(Double.self)
    let seed = try reader.read(UInt64.self)
    guard codes.count == layout.columns.count, timeUnit > 0, timeUnit.isFinite,
      zip(codes, layout.columns).allSatisfy({ $0.kind == $1.kind })
    else { throw .damaged("the view does not fit the fields") }
    self.init(layout, codes: codes, timeUnit: timeUnit, seed: seed)
    contrasts = try reader.read()
    guard contrasts.isEmpty || !numbers.isEmpty && contrasts.count % numbers.count == 0,
      contrasts.allSatisfy(\.isFinite),
      contrasts.count <= StepView.contrastLimit * max(1, numbers.count)
    else { throw .damaged("the view's contrasts do not fit its numbers") }
    chooseStatistics()
    places = try reader.read()
    means = try reader.read(count: places.count)
    scales = try reader.read(count: places.count)
    guard places.count <= StepView.linearLimit,
      places.allSatisfy({ (0..<Int32(rawCount)).contains($0) }),
      (means + scales).allSatisfy(\.isFinite)
    else { throw .damaged("the view's features do not fit together") }
    drawUnits()
  }
}
