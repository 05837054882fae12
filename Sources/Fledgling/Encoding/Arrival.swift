/// What an example's derived columns need to know of the past: the last outcomes and each number's
/// recent average.
///
/// Derived cells are computed on arrival and stored with the experience, so that what is learned from
/// them does not depend on the order in which experiences are summed.
struct Arrival: Sendable {
  /// Per step back, the cell of the outcome then known.
  private(set) var outcomes: [UInt32]
  /// Per column that has one, its number's recent average, and how many numbers that rests on.
  private var averages: [Float]
  private var numbers: [Float]

  init(columns: [Column]) {
    outcomes = []
    for column in columns {
      if case .outcome = column.source { outcomes.append(Cell.missing(column.kind)) }
    }
    averages = [Float](repeating: 0, count: columns.count)
    numbers = averages
  }

  /// Writes the cells that come from the example itself.
  ///
  /// - Complexity: O(columns).
  static func fill(_ cells: inout [UInt32], from values: [Value], columns: [Column]) {
    for (index, column) in columns.enumerated() {
      switch column.source {
      case .field(let field): cells[index] = cell(values[field], column.kind)
      case .datePart(let field, let part):
        if case .number(let seconds) = values[field], seconds.isFinite {
          cells[index] = Cell.number(part.value(of: seconds))
        } else {
          cells[index] = Cell.missingNumber
        }
      case .deviation, .outcome: break
      }
    }
  }

  private static func cell(_ value: Value, _ kind: Column.Kind) -> UInt32 {
    switch (value, kind) {
    case (.number(let number), .number): Cell.number(Float(number))
    case (.category(let hash), .category): Cell.category(hash)
    // A number where a category is declared is the category of its bits; text where a number is
    // declared says nothing.
    case (.number(let number), .category): Cell.category(StableHash(bits: number.bitPattern))
    case (.missing, .category): Cell.missingCategory
    case (.missing, .number), (.category, .number): Cell.missingNumber
    }
  }

  /// Writes the cells that come from the past, beside those of the example itself.
  ///
  /// - Complexity: O(columns).
  func derive(_ cells: inout [UInt32], columns: [Column]) {
    for (index, column) in columns.enumerated() {
      switch column.source {
      case .field, .datePart: break
      case .deviation(let source):
        let cell = cells[source]
        cells[index] =
          cell != Cell.missingNumber && numbers[index] > 0
          ? Cell.number(Float(bitPattern: cell) - averages[index]) : Cell.missingNumber
      case .outcome(let steps): cells[index] = outcomes[steps - 1]
      }
    }
  }

  /// Writes missing values where nothing is known of the past.
  static func deriveNothing(_ cells: inout [UInt32], columns: [Column]) {
    for (index, column) in columns.enumerated() where column.isDerived {
      cells[index] = Cell.missing(column.kind)
    }
  }

  /// Takes in an example whose outcome became known.
  mutating func record(_ cells: [UInt32], outcome: UInt32, columns: [Column]) {
    for (index, column) in columns.enumerated() {
      guard case .deviation(let source) = column.source, cells[source] != Cell.missingNumber
      else { continue }
      let number = Float(bitPattern: cells[source])
      guard abs(number) < 1e30 else { continue }
      numbers[index] = min(numbers[index] + 1, 1 / Column.trendRate)
      averages[index] += (number - averages[index]) / numbers[index]
    }
    for step in stride(from: outcomes.count - 1, to: 0, by: -1) {
      outcomes[step] = outcomes[step - 1]
    }
    outcomes[0] = outcome
  }
}

extension Arrival: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(outcomes)
    writer.write(averages)
    writer.write(numbers)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    outcomes = try reader.read()
    averages = try reader.read()
    numbers = try reader.read()
  }
}
