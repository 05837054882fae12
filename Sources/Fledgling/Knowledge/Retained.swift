/// The experiences a learner keeps at hand: stored cells and outcomes, for refits and for trees.
///
/// Bounded: once ``limit`` cells are held, the oldest experiences are overwritten.
struct Retained: Sendable {
  /// The most cells kept: sixteen mebibytes.
  static let cellLimit = 1 << 22
  /// The most experiences kept.
  static let rowLimit = 1 << 16

  let columns: Int
  let capacity: Int
  private(set) var cells: [UInt32] = []
  /// A class index, or a standardised number.
  private(set) var outcomes: [Float] = []
  private var head = 0

  init(columns: Int) {
    self.columns = columns
    capacity = max(1_024, min(Retained.rowLimit, Retained.cellLimit / max(1, columns)))
  }

  var count: Int { outcomes.count }

  mutating func add(_ row: [UInt32], outcome: Float) {
    if outcomes.count < capacity {
      cells += row
      outcomes.append(outcome)
    } else {
      for column in 0..<columns { cells[head * columns + column] = row[column] }
      outcomes[head] = outcome
      head = head + 1 == capacity ? 0 : head + 1
    }
  }

  /// The newest `count` experiences, oldest first.
  ///
  /// - Complexity: O(count × columns).
  func newest(_ count: Int) -> Retained {
    var newest = Retained(columns: columns)
    let count = min(count, self.count)
    newest.cells.reserveCapacity(count * columns)
    for age in stride(from: count, to: 0, by: -1) {
      let row = (head + self.count - age) % self.count
      newest.cells += cells[row * columns..<(row + 1) * columns]
      newest.outcomes.append(outcomes[row])
    }
    return newest
  }

  /// One column of every experience.
  func column(_ column: Int) -> some Sequence<UInt32> {
    stride(from: column, to: cells.count, by: columns).lazy.map { [cells] in cells[$0] }
  }

  /// Writes one experience's cells.
  @inline(__always)
  func copy(_ row: Int, into out: inout [UInt32]) {
    for column in 0..<columns { out[column] = cells[row * columns + column] }
  }
}

extension Retained: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(columns)
    writer.write(capacity)
    writer.write(cells)
    writer.write(outcomes)
    writer.write(head)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    columns = try reader.read()
    capacity = try reader.read()
    cells = try reader.read()
    outcomes = try reader.read()
    head = try reader.read()
  }
}
