/// The distribution of one column: counts over a fixed grid, which add, subtract and do not depend
/// on order.
///
/// A number's grid is the leading sixteen bits of its distance from `anchor` as a Float: a relative
/// error of at most 0.8 % of that distance.  The distance is computed before it is rounded, so that
/// large numbers that lie close together stay distinct.  A category's grid is the low fourteen bits
/// of its hash.
struct ColumnSketch: Sendable {
  let kind: Column.Kind
  let anchor: Double
  private(set) var missing: Int64 = 0
  private(set) var cells = SparseHistogram()

  init(kind: Column.Kind, anchor: Double = 0) {
    self.kind = kind
    self.anchor = anchor
  }

  /// The best anchor of a sketch of these numbers: zero unless they lie far from it relative to
  /// their spread, else near their middle, on a coarse grid.
  static func anchor(of cells: some Sequence<UInt32>) -> Double {
    anchor(between: cells.lazy.filter { $0 != Cell.missingNumber }.map { Float(bitPattern: $0) })
  }

  /// The same for one column of stored examples.
  static func anchor(of column: Int, in retained: ReplayBuffer) -> Double {
    let rests = retained.rests.of(column)
    guard !rests.isEmpty else { return anchor(of: retained.column(column)) }
    return anchor(
      between: zip(retained.column(column), rests).lazy.filter { $0.0 != Cell.missingNumber }
        .map { WideCell($0, rest: $1).number })
  }

  private static func anchor<Number: BinaryFloatingPoint>(
    between numbers: some Sequence<Number>
  ) -> Double {
    var low = Number.infinity
    var high = -Number.infinity
    for number in numbers {
      low = min(low, number)
      high = max(high, number)
    }
    let spread = high - low
    let middle = low / 2 + high / 2
    guard spread.isFinite, abs(middle) > 2 * spread else { return 0 }
    let step = spread > 0 ? spread.binade : 1
    let anchor = (middle / step).rounded() * step
    return anchor.isFinite ? Double(anchor) : 0
  }

  /// Adds one column of stored examples `amount` times; a negative amount subtracts it.
  mutating func add(_ column: Int, of retained: ReplayBuffer, _ amount: Int64 = 1) {
    let rests = retained.rests.of(column)
    if rests.isEmpty {
      for cell in retained.column(column) { add(cell, amount) }
    } else {
      for (cell, rest) in zip(retained.column(column), rests) { add(cell, rest: rest, amount) }
    }
  }

  /// Adds the counts of another sketch with the same anchor.
  mutating func add(_ other: ColumnSketch) {
    missing += other.missing
    for entry in other.cells.sorted() { cells.add(entry.count, to: entry.cell) }
  }

  /// Adds a cell `amount` times; a negative amount subtracts it.
  @inline(__always)
  mutating func add(_ cell: UInt32, rest: Float = 0, _ amount: Int64 = 1) {
    switch kind {
    case .number:
      if cell == Cell.missingNumber { missing += amount; return }
      cells.add(amount, to: UInt32(NumberGrid.key(NumberGrid.distance(cell, rest, from: anchor))))
    case .category:
      if cell == Cell.missingCategory { missing += amount; return }
      cells.add(amount, to: CategoryGrid.cell(cell))
    }
  }
}

/// The grid of numbers: monotone sixteen-bit keys.
enum NumberGrid {
  /// The distance of a stored number from an anchor.
  @inline(__always)
  static func distance(_ cell: UInt32, _ rest: Float, from anchor: Double) -> Float {
    Float(Double(Float(bitPattern: cell)) - anchor + Double(rest))
  }

  /// The key of a number; a larger number never has a smaller key.
  @inline(__always)
  static func key(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let mask = UInt32(bitPattern: Int32(bitPattern: bits) >> 31) | 0x8000_0000
    return UInt16(truncatingIfNeeded: (bits ^ mask) >> 16)
  }

  /// The number closest to zero that has this key.
  static func value(_ key: UInt16) -> Float {
    let bits = UInt32(key) << 16
    return key & 0x8000 != 0
      ? Float(bitPattern: bits & 0x7fff_ffff) : Float(bitPattern: ~bits & 0xffff_0000)
  }
}

extension NumberGrid {
  /// The least number that has this key.
  static func least(_ key: UInt16) -> Float {
    let bits = UInt32(key) << 16
    return key & 0x8000 != 0 ? Float(bitPattern: bits & 0x7fff_ffff) : Float(bitPattern: ~bits)
  }
}

/// The grid of categories.
enum CategoryGrid {
  static let size = 1 << 14

  @inline(__always)
  static func cell(_ bits: UInt32) -> UInt32 { bits & UInt32(size - 1) }
}

extension ColumnSketch: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(kind.rawValue)
    writer.write(anchor)
    writer.write(missing)
    // In ascending order, so that the bytes depend on the counts alone.
    let sorted = cells.sorted()
    writer.write(sorted.map(\.cell))
    writer.write(sorted.map(\.count))
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    guard let kind = Column.Kind(rawValue: try reader.read()) else {
      throw .damaged("a column has an unknown kind")
    }
    self.init(kind: kind, anchor: try reader.read())
    missing = try reader.read()
    let keys: [UInt32] = try reader.read()
    let counts: [Int64] = try reader.read(count: keys.count)
    for (key, count) in zip(keys, counts) { cells.add(count, to: key) }
  }
}
