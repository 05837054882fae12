/// What an example's derived columns need to know of the past: the last outcomes, each number's
/// recent average, and what came before in the same sequence.
///
/// Derived cells are computed on arrival and stored with the experience, so that what is learned from
/// them does not depend on the order in which experiences are summed.
struct Arrival: Sendable {
  /// Per step back, the cell of the outcome then known.
  private(set) var outcomes: [UInt32]
  /// Per column that has one, its number's recent average, and how many numbers that rests on.
  private var averages: [Float]
  private var numbers: [Float]
  private(set) var sequences: Sequences?

  init(_ layout: Layout) {
    let columns = layout.columns
    outcomes = []
    for column in columns {
      if case .outcome = column.source { outcomes.append(Cell.missing(column.kind)) }
    }
    averages = [Float](repeating: 0, count: columns.count)
    numbers = averages
    sequences = Sequences(layout)
  }

  /// Writes the cells that come from the past, beside those of the example itself.
  ///
  /// - Complexity: O(columns).
  func derive(_ row: inout Row, _ layout: Layout, time: Double?) {
    for (index, column) in layout.columns.enumerated() {
      switch column.source {
      case .field, .datePart, .sequence, .change, .elapsed, .sequenceOutcome: break
      case .deviation(let source):
        let cell = row[source]
        row[index] =
          cell != Cell.missingNumber && numbers[index] > 0
          ? Cell.number(Float(bitPattern: cell) - averages[index]) : Cell.missingNumber
      case .outcome(let steps): row[index] = outcomes[steps - 1]
      }
    }
    sequences?.derive(&row, layout, time: time)
  }

  /// Writes missing values where nothing is known of the past.
  static func deriveNothing(_ row: inout Row, _ layout: Layout) {
    for (index, column) in layout.columns.enumerated() where column.isDerived {
      row[index] = Cell.missing(column.kind)
    }
    for (index, sense) in layout.senses.enumerated() where sense.isDerived {
      row.percepts[index] = .missing
    }
  }

  /// Takes in an example whose outcome became known.
  mutating func record(_ row: Row, outcome: UInt32, _ layout: Layout, time: Double?) {
    for (index, column) in layout.columns.enumerated() {
      guard case .deviation(let source) = column.source, row[source] != Cell.missingNumber
      else { continue }
      let number = Float(bitPattern: row[source])
      guard abs(number) < 1e30 else { continue }
      numbers[index] = min(numbers[index] + 1, 1 / Column.trendRate)
      averages[index] += (number - averages[index]) / numbers[index]
    }
    for step in stride(from: outcomes.count - 1, to: 0, by: -1) {
      outcomes[step] = outcomes[step - 1]
    }
    outcomes[0] = outcome
    sequences?.record(row, outcome: outcome, layout, time: time)
  }
}

extension Arrival: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(outcomes)
    writer.write(averages)
    writer.write(numbers)
    writer.write(sequences)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    outcomes = try reader.read()
    averages = try reader.read()
    numbers = try reader.read()
    sequences = try reader.read()
  }
}
