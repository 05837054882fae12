/// How many cells of a column were missing or could not be read.
public struct ColumnTally: Sendable, Hashable {
  /// How many rows were read.
  public internal(set) var cells = 0
  /// How many of them were empty or held a word that means missing.
  public internal(set) var missing = 0
  /// How many hold a number without the unit that the column's numbers have.
  public internal(set) var withoutUnit = 0
  /// How many held something else than the column does, and were taken as missing.
  public internal(set) var odd = 0
  /// How many of those are dates with the day and the month in the other order.
  public internal(set) var otherOrder = 0
  /// The first of those, cut to 40 characters.
  public internal(set) var firstOdd: String?
  /// The line of the first of those, from 1.
  public internal(set) var firstLine = 0

  /// Counts of nothing yet.
  public init() {}

  /// Adds the counts of the same column in another table.
  public mutating func add(_ other: ColumnTally) {
    cells += other.cells
    missing += other.missing
    withoutUnit += other.withoutUnit
    odd += other.odd
    otherOrder += other.otherOrder
    if firstOdd == nil { (firstOdd, firstLine) = (other.firstOdd, other.firstLine) }
  }

  mutating func addOdd(_ text: UnsafeBufferPointer<UInt8>, line: Int) {
    odd += 1
    if firstOdd == nil { (firstOdd, firstLine) = (text.excerpt, line) }
  }
}
