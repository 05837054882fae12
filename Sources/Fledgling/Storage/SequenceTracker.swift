/// Tracks the sequences that examples belong to: the changes of numbers, the time since the last
/// example, its outcome, and a liquid state that follows all of them.
///
/// Numbers are standardised by their running means and deviations, and times are measured in the
/// typical interval, so that nothing has to be fitted before the first example.
struct SequenceTracker: Sendable {
  private static let units = 64
  private static let lags = 1
  /// The number of intervals from which the typical one is computed.
  private static let unitSample = 1_000.0

  /// The number of features of a sequence's state that follows this many numbers.
  static func width(inputs: Int) -> Int {
    SequenceFeatures.featureCount(inputs: inputs, units: units, lags: lags)
  }

  /// The columns followed.
  private let inputs: [Int]
  private var states: SequenceStateStore
  /// Per sequence place, the last known outcome.
  private var outcomes: [WideCell] = []
  private let missingOutcome: WideCell
  private var means: [Double]
  private var squares: [Float]
  private var numbers: [Float]
  /// The number of positive intervals so far, and the sum of their logarithms.
  private var intervals = 0.0
  private var logarithms: Double = 0

  /// A tracker for a layout; `nil` if examples belong to no sequences.
  init?(_ layout: RowLayout) {
    var inputs: [Int] = []
    var missing: UInt32?
    for (index, column) in layout.columns.enumerated() {
      switch column.source {
      case .field where column.kind == .number: inputs.append(index)
      case .sequenceOutcome: missing = Cell.missing(column.kind)
      default: break
      }
    }
    guard let missing else { return nil }
    self.inputs = Array(inputs.prefix(PayloadField.sequenceInputs))
    missingOutcome = WideCell(missing)
    states = SequenceStateStore(
      inputs: self.inputs.count, units: SequenceTracker.units, lags: SequenceTracker.lags)
    means = [Double](repeating: 0, count: self.inputs.count)
    squares = [Float](repeating: 0, count: self.inputs.count)
    numbers = squares
  }

  /// The number of stored sequences.
  var count: Int { states.count }
  /// The number of examples whose time was before that of the one before in their sequence.
  var irregularSteps: UInt64 { states.irregularSteps }

  private static func key(_ row: StoredRow, _ layout: RowLayout) -> UInt64? {
    for (index, column) in layout.columns.enumerated() {
      guard case .sequence = column.source else { continue }
      return row[index] == Cell.missingCategory ? nil : UInt64(row[index])
    }
    return nil
  }

  /// The example's numbers, standardised; NaN where missing.
  private func standardised(_ row: StoredRow) -> [Float] {
    inputs.enumerated().map { place, column in
      guard row[column] != Cell.missingNumber else { return .nan }
      guard numbers[place] > 1 else { return 0 }
      let deviation = (squares[place] / numbers[place]).squareRoot()
      return deviation > 0 ? RunningMean.gap(row.wide(column), means[place]) / deviation : 0
    }
  }

  /// Writes the history features of an example's sequence.
  ///
  /// - Complexity: O(inputs × units).
  func derive(_ row: inout StoredRow, _ layout: RowLayout, time: Double?) {
    var view = SequenceFeatures()
    var outcome = missingOutcome
    let key = SequenceTracker.key(row, layout)
    if let key {
      states.view(key, time: time, inputs: standardised(row), into: &view)
      if let place = states.recency.place(of: key), place < outcomes.count {
        outcome = outcomes[place]
      }
    }
    let isKnown = key != nil && view.steps > 0
    for (index, column) in layout.columns.enumerated() {
      switch column.source {
      case .change(let source):
        row[index] = Cell.missingNumber
        if isKnown, let place = inputs.firstIndex(of: source), place < view.lags.count {
          row[index] = Cell.number(view.inputs[place] - view.lags[place])
        }
      case .elapsed:
        row[index] = isKnown ? Cell.number(view.interval) : Cell.missingNumber
      case .sequenceOutcome: row.put(outcome, at: index)
      case .field, .datePart, .deviation, .outcome, .sequence: break
      }
    }
    for (index, sense) in layout.senses.enumerated() where sense.isDerived {
      guard key != nil else {
        row.payloads[index] = .missing
        continue
      }
      var features = [Int16](repeating: 0, count: SequenceTracker.width(inputs: inputs.count))
      view.encode(into: &features)
      row.payloads[index] = Payload(features)
    }
  }

  /// Adds an example to its sequence.
  mutating func record(_ row: StoredRow, outcome: WideCell, _ layout: RowLayout, time: Double?) {
    if let key = SequenceTracker.key(row, layout) {
      noteInterval(key, time)
      var view = SequenceFeatures()
      states.advance(key, time: time, inputs: standardised(row), into: &view)
      if let place = states.recency.place(of: key) {
        while outcomes.count <= place { outcomes.append(missingOutcome) }
        if view.steps == 0 || outcome != missingOutcome { outcomes[place] = outcome }
      }
    }
    for (place, column) in inputs.enumerated() where row[column] != Cell.missingNumber {
      guard abs(Float(bitPattern: row[column])) < 1e15 else { continue }
      numbers[place] = min(numbers[place] + 1, 1e6)
      let number = row.wide(column)
      let gap = RunningMean.gap(number, means[place])
      RunningMean.move(&means[place], to: number, count: numbers[place])
      squares[place] += gap * RunningMean.gap(number, means[place])
      if numbers[place] == 1e6 { squares[place] *= 1 - 1e-6 }
    }
  }

  /// Updates the typical interval, a power of two so that it soon stops changing.
  private mutating func noteInterval(_ key: UInt64, _ time: Double?) {
    guard intervals < SequenceTracker.unitSample, let time, time.isFinite,
      let place = states.recency.place(of: key), time > states.times[place]
    else { return }
    intervals += 1
    logarithms += Double(Elementary.log(Float(min(1e30, time - states.times[place]))))
    let exponent = (logarithms / intervals / 0.6931471805599453).rounded()
    states.timeUnit = Double(
      sign: .plus, exponent: Int(max(-60, min(60, exponent))), significand: 1)
  }
}

extension SequenceTracker: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(states)
    let order = states.recency.oldestFirst
    let known = order.map { $0 < outcomes.count ? outcomes[$0] : missingOutcome }
    writer.write(known.map(\.cell))
    writer.write(known.map(\.rest))
    writer.write(missingOutcome.cell)
    writer.write(means)
    writer.write(squares)
    writer.write(numbers)
    writer.write(intervals)
    writer.write(logarithms)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    inputs = try reader.read()
    states = try reader.read()
    let cells: [UInt32] = try reader.read(count: states.count)
    let rests: [Float] = try reader.read(count: states.count)
    outcomes = zip(cells, rests).map { WideCell($0, rest: $1) }
    missingOutcome = WideCell(try reader.read(UInt32.self))
    means = try reader.read(count: inputs.count)
    squares = try reader.read(count: inputs.count)
    numbers = try reader.read(count: inputs.count)
    intervals = try reader.read()
    logarithms = try reader.read()
    guard states.encoder.inputs == inputs.count, intervals >= 0, logarithms.isFinite else {
      throw .damaged("the sequences do not fit the fields")
    }
  }
}
