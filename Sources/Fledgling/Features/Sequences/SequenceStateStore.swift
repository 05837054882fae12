/// Stores the states of many sequences: per sequence a liquid state, the last inputs, and their
/// times.
///
/// Sequences are identified by a 64-bit hash of their name.  At most ``capacity`` are stored; then
/// the least recently used one is evicted.  A step takes constant time however many there are.
///
/// States depend on the order of arrival: the features of an example are stored with the example,
/// and no sum depends on the states later.
///
/// Memory grows with the number of sequences, up to ``capacity``: with 16 inputs, two lags and 64
/// units 448 bytes each, 43 MB for the default of 100,000.
struct SequenceStateStore: Sendable {
  static let defaultCapacity = 100_000
  static let defaultLags = 2
  static let lagLimit = 16
  static let capacityLimit = 1 << 24

  let encoder: CfCReservoir
  let lags: Int
  let capacity: Int
  /// The length of one unit of time, in the units of the given times.
  var timeUnit = 1.0
  /// The number of steps whose time ran backwards or was NaN; their interval is taken as zero.
  private(set) var irregularSteps: UInt64 = 0
  /// The number of sequences evicted.
  private(set) var evictions: UInt64 = 0

  var recency: LRUIndex
  /// Per place, the time of the last step; NaN if it had none.
  var times: [Double] = []
  var steps: [UInt32] = []
  /// Per place, the last inputs, the latest first; NaN where missing.
  var last: [Float] = []
  var states: [Float] = []

  /// - Parameters:
  ///   - inputs: the number of inputs per step.
  ///   - units: the number of units of the liquid state.
  ///   - lags: the number of steps whose inputs are stored.
  ///   - capacity: the maximum number of sequences.
  ///   - seed: the seed of the units' weights.
  init(
    inputs: Int, units: Int = CfCReservoir.defaultUnits,
    lags: Int = SequenceStateStore.defaultLags, capacity: Int = SequenceStateStore.defaultCapacity,
    seed: UInt64 = 1
  ) {
    self.init(
      encoder: CfCReservoir(inputs: inputs, units: units, seed: seed), lags: lags,
      capacity: capacity)
  }

  init(encoder: CfCReservoir, lags: Int, capacity: Int) {
    precondition((0...SequenceStateStore.lagLimit).contains(lags), "lags out of range")
    precondition((1...SequenceStateStore.capacityLimit).contains(capacity), "capacity out of range")
    self.encoder = encoder
    self.lags = lags
    self.capacity = capacity
    recency = LRUIndex(capacity: capacity)
  }

  /// The number of stored sequences.
  var count: Int { recency.count }

  /// Takes the next step of a sequence, and writes its features after the step.
  ///
  /// - Parameters:
  ///   - key: the hash of the sequence's name.
  ///   - time: the time in units of time; `nil` if steps have none and count as one unit each.
  ///   - inputs: standardised numbers; NaN where missing.
  ///   - view: receives the features after this step.
  /// - Complexity: O(inputs × units).
  mutating func advance(
    _ key: UInt64, time: Double?, inputs: UnsafePointer<Float>, into view: inout SequenceFeatures
  ) {
    let (place, isNew, evicted) = recency.touch(key)
    if evicted { evictions &+= 1 }
    if isNew { clear(place) }
    let passed = interval(place, time: time)
    if passed.isIrregular { irregularSteps &+= 1 }
    look(place, passed.interval, inputs, into: &view)
    let begin = place * encoder.units
    for unit in 0..<encoder.units { states[begin + unit] = view.liquid[unit] }
    remember(place, inputs)
    if let time, time.isFinite, !(times[place] > time) { times[place] = time }
    if steps[place] < UInt32.max { steps[place] += 1 }
  }

  /// Writes the features that this step would lead to, without taking it.
  func view(
    _ key: UInt64, time: Double?, inputs: UnsafePointer<Float>, into view: inout SequenceFeatures
  ) {
    if let place = recency.place(of: key) {
      look(place, interval(place, time: time).interval, inputs, into: &view)
    } else {
      var blank = SequenceStateStore(encoder: encoder, lags: lags, capacity: 1)
      blank.advance(key, time: time, inputs: inputs, into: &view)
    }
  }

  /// Removes a sequence; returns whether it was known.
  @discardableResult
  mutating func forget(_ key: UInt64) -> Bool {
    guard let place = recency.remove(key) else { return false }
    clear(place)
    return true
  }

  /// Shifts the lags of a place, and stores inputs as the latest.
  private mutating func remember(_ place: Int, _ inputs: UnsafePointer<Float>) {
    guard lags > 0 else { return }
    let width = encoder.inputs
    let begin = place * lags * width
    var at = begin + lags * width - 1
    while at >= begin + width {
      last[at] = last[at - width]
      at -= 1
    }
    for i in 0..<width { last[begin + i] = inputs[i] }
  }

  private mutating func clear(_ place: Int) {
    let stride = lags * encoder.inputs
    if place == times.count {
      times.append(.nan)
      steps.append(0)
      last.append(contentsOf: repeatElement(.nan, count: stride))
      states.append(contentsOf: repeatElement(0, count: encoder.units))
      return
    }
    times[place] = .nan
    steps[place] = 0
    for i in 0..<stride { last[place * stride + i] = .nan }
    for i in 0..<encoder.units { states[place * encoder.units + i] = 0 }
  }

  /// The time since the last step; NaN at a sequence's start.
  private func interval(_ place: Int, time: Double?) -> (interval: Float, isIrregular: Bool) {
    guard let time else { return (steps[place] == 0 ? .nan : 1, false) }
    guard time.isFinite else { return (steps[place] == 0 ? .nan : 0, true) }
    guard steps[place] > 0, !times[place].isNaN else { return (.nan, false) }
    let passed = time - times[place]
    guard passed >= 0 else { return (0, true) }
    return (Float(min(passed / timeUnit, Double(CfCReservoir.longest))), false)
  }

  private func look(
    _ place: Int, _ interval: Float, _ inputs: UnsafePointer<Float>,
    into view: inout SequenceFeatures
  ) {
    let width = encoder.inputs
    view.fit(inputs: width, units: encoder.units, lags: lags)
    view.interval = interval
    view.steps = steps[place]
    last.withUnsafeBufferPointer { last in
      let place = place * lags * width
      for i in 0..<lags * width { view.lags[i] = last[place + i] }
    }
    for j in 0..<width { view.inputs[j] = inputs[j] }
    for unit in 0..<encoder.units { view.liquid[unit] = states[place * encoder.units + unit] }
    // The first input is followed for one unit of time, as its start is unknown.
    view.liquid.withUnsafeMutableBufferPointer {
      encoder.advance(
        inputs, interval: interval.isNaN ? 1 : interval, state: $0.baseAddress.unsafelyUnwrapped)
    }
  }
}

extension SequenceStateStore {
  /// Whether every place is in order; for tests.
  func checkInvariants() -> Bool {
    let places = times.count
    return recency.checkInvariants() && count <= capacity && places <= capacity
      && places == recency.places && steps.count == places
      && states.count == places * encoder.units && last.count == places * lags * encoder.inputs
      && states.allSatisfy { abs($0) <= 1 }
  }
}

extension SequenceStateStore: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(encoder)
    writer.write(lags)
    writer.write(capacity)
    writer.write(irregularSteps)
    writer.write(evictions)
    writer.write(timeUnit)
    // In order of recency, so that the same memories give the same bytes whatever places they had.
    let order = recency.oldestFirst
    writer.write(order.map { recency.key(at: $0) })
    writer.write(order.map { times[$0] })
    writer.write(order.map { steps[$0] })
    let stride = lags * encoder.inputs
    writer.write(order.flatMap { last[$0 * stride..<($0 + 1) * stride] })
    writer.write(order.flatMap { states[$0 * encoder.units..<($0 + 1) * encoder.units] })
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let encoder = try reader.read(CfCReservoir.self)
    let lags = try reader.read(Int.self)
    let capacity = try reader.read(Int.self)
    guard (0...SequenceStateStore.lagLimit).contains(lags),
      (1...SequenceStateStore.capacityLimit).contains(capacity)
    else { throw .damaged("\(lags) lags of \(capacity) sequences") }
    self.init(encoder: encoder, lags: lags, capacity: capacity)
    irregularSteps = try reader.read()
    evictions = try reader.read()
    timeUnit = try reader.read()
    guard timeUnit > 0, timeUnit.isFinite else { throw .damaged("a unit of time of \(timeUnit)") }
    let keys: [UInt64] = try reader.read()
    guard keys.count <= capacity else {
      throw .damaged("\(keys.count) sequences where \(capacity) find room")
    }
    for (place, key) in keys.enumerated() {
      let touched = recency.touch(key)
      guard touched.isNew, touched.place == place else {
        throw .damaged("a sequence is kept twice")
      }
    }
    times = try reader.read(count: keys.count)
    steps = try reader.read(count: keys.count)
    last = try reader.read(count: keys.count * lags * encoder.inputs)
    states = try reader.read(count: keys.count * encoder.units)
    guard states.allSatisfy({ abs($0) <= 1 }) else {
      throw .damaged("a liquid state is out of bounds")
    }
    guard times.allSatisfy({ $0.isNaN || $0.isFinite }) else {
      throw .damaged("a sequence's time is infinite")
    }
  }
}
