/// What an example's derived columns need to know of the past: the last outcomes and each number's
/// recent average.
///
/// Derived cells are computed once, on arrival, and stored with the experience; what is learned
/// from them never depends on the order in which experiences are summed.
struct Arrival: Sendable {
  /// Per step back, the cell of the outcome then known.
  private(set) var outcomes: [UInt32]
  /// Per field, its recent average, and how many numbers that rests on.
  private(set) var averages: [Float]
  private(set) var numbers: [Float]

  init(schema: Schema) {
    let missing = schema.task == .classify ? Cell.missingCategory : Cell.missingNumber
    outcomes = [UInt32](repeating: missing, count: Column.outcomeSteps)
    averages = [Float](repeating: 0, count: schema.fields.count)
    numbers = averages
  }

  /// Writes the cells in which an example is stored.
  ///
  /// - Complexity: O(columns).
  func fill(_ cells: inout [UInt32], from values: [Value], columns: [Column]) {
    for (index, column) in columns.enumerated() {
      switch column.source {
      case .field(let field): cells[index] = cell(values[field], column.kind)
      case .datePart(let field, let part):
        if case .number(let seconds) = values[field], seconds.isFinite {
          cells[index] = Cell.number(part.value(of: seconds))
        } else {
          cells[index] = Cell.missingNumber
        }
      case .deviation(let field):
        if case .number(let number) = values[field], numbers[field] > 0 {
          cells[index] = Cell.number(Float(number) - averages[field])
        } else {
          cells[index] = Cell.missingNumber
        }
      case .outcome(let steps): cells[index] = outcomes[steps - 1]
      }
    }
  }

  private func cell(_ value: Value, _ kind: Column.Kind) -> UInt32 {
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

  /// Takes in an example whose outcome became known.
  mutating func record(_ values: [Value], outcome: UInt32) {
    for (field, value) in values.enumerated() {
      guard case .number(let number) = value, abs(number) < 1e30 else { continue }
      numbers[field] = min(numbers[field] + 1, 1 / Column.trendRate)
      averages[field] += (Float(number) - averages[field]) / numbers[field]
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
