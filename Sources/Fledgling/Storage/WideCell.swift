/// The part of a column's number that its cell's 32 bits cannot hold.
///
/// A cell holds a number to seven digits.  For large numbers, such as times in milliseconds,
/// account numbers or Julian days, the difference is stored next to the cells.  Cell and rest
/// follow from the number alone, so neither depends on the order of examples; together they hold 49
/// bits: whole numbers up to 5 · 10¹⁴ exactly.
struct Rest: Sendable, Hashable, BitwiseCopyable {
  /// Numbers closer to zero have no rest: a cell holds them to within 0.002.
  static let least = 32_768.0

  let column: UInt32
  let value: Float

  init(column: Int, value: Float) {
    self.column = UInt32(column)
    self.value = value
  }

  /// The rest of a number; zero if there is none.
  static func of(_ number: Double) -> Float {
    guard abs(number) >= least, abs(number) <= Double(Float.greatestFiniteMagnitude) else {
      return 0
    }
    // Adding zero turns the negative zero into the positive one.
    return Float(number - Double(Float(number))) + 0
  }

  /// A column's rest among those of an example.
  @inline(__always)
  static func value(of column: Int, in rests: [Rest]) -> Float {
    for rest in rests where rest.column == UInt32(truncatingIfNeeded: column) { return rest.value }
    return 0
  }
}

/// A complete stored value: the bits of its cell, and the rest.
struct WideCell: Sendable, Hashable {
  var cell: UInt32
  var rest: Float = 0

  init(_ cell: UInt32, rest: Float = 0) {
    self.cell = cell
    self.rest = rest
  }

  init(number: Double) {
    cell = Cell.number(Float(number))
    rest = Rest.of(number)
  }

  /// The stored value of an outcome, as later examples use it.
  init(outcome: Outcome) {
    switch outcome {
    case .label(let label): self.init(Cell.category(StableHash(label)))
    case .number(let number): self.init(number: number)
    }
  }

  /// The number; NaN if it is missing.
  var number: Double { Double(Float(bitPattern: cell)) + Double(rest) }
}

extension StoredRow {
  /// A column's complete value.
  @inline(__always)
  func wide(_ column: Int) -> WideCell {
    WideCell(cells[column], rest: rests.isEmpty ? 0 : Rest.value(of: column, in: rests))
  }

  /// Writes a column's complete value.
  mutating func put(_ value: WideCell, at column: Int) {
    cells[column] = value.cell
    dropRest(of: column)
    guard value.rest != 0 else { return }
    let place = rests.firstIndex { $0.column > UInt32(column) } ?? rests.endIndex
    rests.insert(Rest(column: column, value: value.rest), at: place)
  }

  /// Makes a column's value missing.
  mutating func clear(_ column: Int, _ kind: Column.Kind) {
    cells[column] = Cell.missing(kind)
    dropRest(of: column)
  }

  private mutating func dropRest(of column: Int) {
    guard !rests.isEmpty else { return }
    rests.removeAll { $0.column == UInt32(column) }
  }
}

/// A running mean that is computed in Float while the numbers are small, and in Double from then
/// on.
///
/// Small numbers give the same bits on every path; only large ones cost more.
enum RunningMean {
  /// Whether a number and a mean are both held by a Float.
  @inline(__always)
  static func isNarrow(_ value: WideCell, _ mean: Double) -> Bool {
    value.rest == 0 && Double(Float(mean)) == mean
  }

  /// The distance of a number from a mean.
  @inline(__always)
  static func gap(_ value: WideCell, _ mean: Double) -> Float {
    isNarrow(value, mean)
      ? Float(bitPattern: value.cell) - Float(mean) : Float(value.number - mean)
  }

  /// Moves a mean towards a number by one part in `count`.
  @inline(__always)
  static func move(_ mean: inout Double, to value: WideCell, count: Float) {
    mean =
      isNarrow(value, mean)
      ? Double(Float(mean) + gap(value, mean) / count)
      : mean + (value.number - mean) / Double(count)
  }
}
