import FledglingSystem

/// Keeps two sessions from writing to one ledger, by a lock on a file beside it.
struct LedgerLock: Sendable {
  private let lock: FileLock

  /// Waits so many seconds for another session to end.
  init(ledger: String, timeout: Double) throws(LedgerError) {
    let path = ledger + "-lock"
    do {
      lock = try FileLock(path: path, timeout: timeout)
    } catch {
      switch error {
      case .held(let process): throw .held(path: ledger, by: process)
      // It is the folder that is missing, not the ledger alone.
      case .system(.noSuchFileOrDirectory): throw .missing(path: Files.folder(of: path))
      case .system(let error): throw LedgerError(error, path)
      }
    }
  }
}
