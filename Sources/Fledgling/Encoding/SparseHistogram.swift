/// Counts over a sparse set of integer cells: an integer sum, so it adds, subtracts and does not
/// depend on order.
///
/// An open-addressed table.  A cell whose count returns to zero keeps its place until the next
/// growth; ``sorted()`` leaves it out.
struct SparseHistogram: Sendable {
  private var keys: [UInt32]
  private var counts: [Int64]
  private var used = 0

  init() {
    keys = [UInt32](repeating: .max, count: 16)
    counts = [Int64](repeating: 0, count: 16)
  }

  /// Adds to one cell.
  ///
  /// - Complexity: O(1) amortised.
  @inline(__always)
  mutating func add(_ amount: Int64, to cell: UInt32) {
    let mask = UInt32(truncatingIfNeeded: keys.count - 1)
    var slot = (cell &* 0x9e37_79b1) >> 7 & mask
    while keys[Int(slot)] != cell {
      if keys[Int(slot)] == .max {
        insert(amount, cell)
        return
      }
      slot = (slot &+ 1) & mask
    }
    counts[Int(slot)] += amount
  }

  private mutating func insert(_ amount: Int64, _ cell: UInt32) {
    if (used + 1) * 2 > keys.count { grow() }
    let mask = UInt32(truncatingIfNeeded: keys.count - 1)
    var slot = (cell &* 0x9e37_79b1) >> 7 & mask
    while keys[Int(slot)] != .max { slot = (slot &+ 1) & mask }
    keys[Int(slot)] = cell
    counts[Int(slot)] = amount
    used += 1
  }

  private mutating func grow() {
    let old = sorted()
    keys = [UInt32](repeating: .max, count: keys.count * 2)
    counts = [Int64](repeating: 0, count: keys.count)
    used = 0
    for entry in old { insert(entry.count, entry.cell) }
  }

  /// The cells with a count, in ascending order.
  ///
  /// - Complexity: O(*n* log *n*).
  func sorted() -> [(cell: UInt32, count: Int64)] {
    var result: [(cell: UInt32, count: Int64)] = []
    for (key, count) in zip(keys, counts) where key != .max && count != 0 {
      result.append((key, count))
    }
    result.sort { $0.cell < $1.cell }
    return result
  }
}
