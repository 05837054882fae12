/// A set of ids, by 64-bit hashes.
///
/// A new id is mistaken for a known one with a probability of at most ``limit`` / 2⁶⁴, less than
/// one in 10¹³.  Bounded: beyond ``limit`` ids no more are stored, and ``isFull`` is set.
struct IDSet: Sendable, Hashable {
  /// The maximum number of stored ids.
  static let limit = 1 << 20

  private(set) var hashes: Set<UInt64> = []
  /// Whether ids were left out.
  private(set) var isFull = false

  var count: Int { hashes.count }

  func contains(_ hash: UInt64) -> Bool { hashes.contains(hash) }

  mutating func insert(_ hash: UInt64) {
    guard hashes.count < IDSet.limit else {
      if !hashes.contains(hash) { isFull = true }
      return
    }
    hashes.insert(hash)
  }

  mutating func remove(_ hash: UInt64) { hashes.remove(hash) }

  mutating func formUnion(_ other: IDSet) {
    isFull = isFull || other.isFull
    for hash in other.hashes.sorted() { insert(hash) }
  }

  /// The number of ids that two sets share.
  func overlap(_ other: IDSet) -> Int {
    let (small, large) = count < other.count ? (self, other) : (other, self)
    return small.hashes.count { large.contains($0) }
  }
}

extension IDSet: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(hashes.sorted())
    writer.write(isFull)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let sorted: [UInt64] = try reader.read()
    guard sorted.count <= IDSet.limit else { throw .damaged("\(sorted.count) ids") }
    hashes = Set(sorted)
    isFull = try reader.read()
  }
}
