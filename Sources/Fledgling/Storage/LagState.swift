/// The history that an example's derived columns need: the last outcomes, each number's recent
/// average, and the earlier examples of the same sequence.
///
/// Derived cells are computed on arrival and stored with the example, so that learning does not
/// depend on the order in which examples are summed.
struct LagState: Sendable {
  /// Per step back, the outcome.
  private(set) var outcomes: [WideCell]
  /// Per column that has one, its number's recent average, and the count of numbers in it.
  private var averages: [Double]
  private var numbers: [Float]
  private(set) var sequences: SequenceTracker?
  /// The cells of the last row; empty before any.
  private(set) var previous: [UInt32] = []

  init(_ layout: RowLayout) {
    let columns = layout.columns
    outcomes = []
    for column in columns {
      if case .outcome = column.source { outcomes.append(WideCell(Cell.missing(column.kind))) }
    }
    averages = [Double](repeating: 0, count: columns.count)
    numbers = [Float](repeating: 0, count: columns.count)
    sequences = SequenceTracker(layout)
  }

  /// Writes the cells that come from history, next to those of the example itself.
  ///
  /// - Complexity: O(columns).
  func derive(_ row: inout StoredRow, _ layout: RowLayout, time: Double?) {
    for (index, column) in layout.columns.enumerated() {
      switch column.source {
      case .field, .datePart, .sequence, .change, .elapsed, .sequenceOutcome: break
      case .deviation(let source):
        row[index] =
          row[source] != Cell.missingNumber && numbers[index] > 0
          ? Cell.number(RunningMean.gap(row.wide(source), averages[index])) : Cell.missingNumber
      case .outcome(let steps): row.put(outcomes[steps - 1], at: index)
      }
    }
    sequences?.derive(&row, layout, time: time)
  }

  /// Writes missing values for an example without history.
  static func deriveNothing(_ row: inout StoredRow, _ layout: RowLayout) {
    layout.clear(&row) { $0.isDerived }
    for (index, sense) in layout.senses.enumerated() where sense.isDerived {
      row.payloads[index] = .missing
    }
  }

  /// Makes a row the last one, and nothing else.
  mutating func follow(_ row: StoredRow) { previous = row.cells }

  /// Adds an example whose outcome is known to the history.
  mutating func record(_ row: StoredRow, outcome: WideCell, _ layout: RowLayout, time: Double?) {
    for (index, column) in layout.columns.enumerated() {
      guard case .deviation(let source) = column.source, row[source] != Cell.missingNumber
      else { continue }
      guard abs(Float(bitPattern: row[source])) < Column.trendReach else { continue }
      numbers[index] = min(numbers[index] + 1, 1 / Column.trendRate)
      RunningMean.move(&averages[index], to: row.wide(source), count: numbers[index])
    }
    for step in stride(from: outcomes.count - 1, to: 0, by: -1) {
      outcomes[step] = outcomes[step - 1]
    }
    outcomes[0] = outcome
    previous = row.cells
    sequences?.record(row, outcome: outcome, layout, time: time)
  }
}

extension LagState: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(outcomes.map(\.cell))
    writer.write(outcomes.map(\.rest))
    writer.write(averages)
    writer.write(numbers)
    writer.write(sequences)
    writer.write(previous)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let cells: [UInt32] = try reader.read()
    let rests: [Float] = try reader.read(count: cells.count)
    outcomes = zip(cells, rests).map { WideCell($0, rest: $1) }
    averages = try reader.read()
    numbers = try reader.read()
    sequences = try reader.read()
    previous = try reader.read()
  }
}
