import Fledgling
import FledglingTables

/// A stretch of rows of one name that belong to one episode, as far as one look at them shows.
struct WatchSegment {
  /// The hash of the name.
  let name: UInt64
  /// The segment of this name before.
  let previous: Int?
  let start: SegmentTracker.Start
  let file: Int
  /// The first order, and the greatest.
  let first: Double
  private(set) var last: Double
  private(set) var rows = 0
  /// Whether a row comes after one of a greater order.
  private(set) var isDisordered = false
  private(set) var hasEnd = false
  /// Rows with an outcome, the first outcome, and whether others follow.
  private(set) var told = 0
  private(set) var outcome: UInt64 = 0
  private(set) var varies = false
  /// Digests of the first row and of all.
  private(set) var head: UInt64 = 0
  private(set) var digest: UInt64 = 0

  init(_ key: StepKey, previous: Int?, start: SegmentTracker.Start, file: Int) {
    name = key.hash
    self.previous = previous
    self.start = start
    self.file = file
    first = key.order
    last = key.order
  }

  mutating func add(_ key: StepKey, digest row: UInt64) {
    if rows == 0 { head = row }
    digest = (digest ^ row) &* 0x9e37_79b9_7f4a_7c15
    rows += 1
    if key.order < last { isDisordered = true }
    last = max(last, key.order)
    hasEnd = hasEnd || key.isEnd
    guard let text = key.outcome?.text else { return }
    let hash = StableHash(text).bits
    if told == 0 { outcome = hash }
    told += 1
    if hash != outcome { varies = true }
  }

  /// Whether the rows are those of another segment, byte for byte.
  func isCopy(of other: WatchSegment) -> Bool {
    rows == other.rows && digest == other.digest && first == other.first
  }

  /// A digest of a row's cells.
  static func digest(_ record: borrowing TableRecord) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<record.count {
      record.withCell(at: index) { bytes in
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      }
      hash = (hash ^ 0xff) &* 0x100_0000_01b3
    }
    return hash
  }
}
