import Fledgling

/// The file beside a ledger that holds a rebuild which was interrupted.
///
/// A mark as in a snapshot, then the consolidation's own snapshot.
struct RebuildFile: Sendable {
  let path: String

  init(ledger: String) { path = ledger + "-rebuild" }

  func save(_ consolidation: Consolidation, _ mark: SnapshotFile.Mark) throws(LedgerError) {
    try System.replace(path, with: [mark.bytes, consolidation.snapshot()])
  }

  /// The consolidation, if it is of this ledger as it is now.
  func load(_ mark: SnapshotFile.Mark) throws(LedgerError) -> Consolidation? {
    guard let bytes = try System.read(path), SnapshotFile.Mark(bytes) == mark else { return nil }
    return try? Consolidation(snapshot: Array(bytes[SnapshotFile.Mark.byteCount...]))
  }

  /// What the rebuild belongs to; `nil` if there is none, or it is damaged.
  func mark() throws(LedgerError) -> SnapshotFile.Mark? {
    try System.read(path).flatMap { SnapshotFile.Mark($0) }
  }

  func remove() throws(LedgerError) {
    try System.remove(path)
    try System.remove(path + "-new")
  }
}
