import FledglingSystem

/// Files of ledgers and beside them, with the errors of ledgers.
enum LedgerFiles {
  /// Whether there is a file.
  static func exists(_ path: String) -> Bool { Files.exists(path) }

  /// Removes a file, if it is there, so that it stays away.
  static func remove(_ path: String) throws(LedgerError) {
    try naming(path) { () throws(SystemError) in try Files.remove(path) }
  }

  /// Puts one file in the place of another, so that it stays there.
  static func move(_ path: String, to target: String) throws(LedgerError) {
    try naming(target) { () throws(SystemError) in try Files.move(path, to: target) }
  }

  /// The suffixes of SQLite's files beside a database.
  static let databaseSuffixes = ["-wal", "-shm"]

  /// Removes a database, as far as it is there.
  static func removeDatabase(_ path: String) throws(LedgerError) {
    for suffix in [""] + databaseSuffixes { try remove(path + suffix) }
  }

  /// The whole content of a file; `nil` if there is none.
  static func read(_ path: String) throws(LedgerError) -> [UInt8]? {
    guard exists(path) else { return nil }
    return try naming(path) { () throws(SystemError) in try Files.read(path) }
  }

  /// Replaces a file by a new one, readable by its owner alone, completely or
  /// not at all.
  static func replace(_ path: String, with parts: [[UInt8]]) throws(LedgerError) {
    try naming(path) { () throws(SystemError) in
      try Files.replace(path, by: path + "-new", with: parts)
    }
  }

  /// Names the file in errors of the system.
  static func naming<Result: ~Copyable>(
    _ path: String, _ body: () throws(SystemError) -> Result
  ) throws(LedgerError) -> Result {
    do {
      return try body()
    } catch { throw LedgerError(error, path) }
  }
}

extension LedgerError {
  /// The error of a ledger for an error of the system.
  init(_ error: SystemError, _ path: String) {
    self =
      switch error {
      case .noSuchFileOrDirectory: .missing(path: path)
      case .fileExists: .exists(path: path)
      case .noSpace, .diskQuotaExceeded: .full(path: path)
      case .permissionDenied, .notPermitted, .readOnlyFileSystem: .readOnly(path: path)
      default: .system(path: path, error.description)
      }
  }
}
