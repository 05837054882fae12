import GRDB

extension Ledger {
  /// Rewrites the file without the space of erased entries, and empties SQLite's write-ahead log.
  ///
  /// - Throws: ``LedgerError``; no entry is then lost.
  /// - Complexity: O(size); takes as much room again on the disk while it works.
  public func compact() throws(LedgerError) {
    try log.run { db in
      // Rows are copied, not deleted: deleting would move others within their pages.
      try db.inTransaction(.immediate) {
        try db.execute(
          sql: """
            CREATE TABLE compacted (
              sequence INTEGER PRIMARY KEY, key BLOB NOT NULL, record BLOB NOT NULL);
            INSERT INTO compacted SELECT * FROM log
              WHERE substr(record, 1, 1) <> x'00' ORDER BY sequence;
            DROP TABLE log;
            ALTER TABLE compacted RENAME TO log;
            """)
        return .commit
      }
      try db.execute(sql: "VACUUM")
    }
    try log.checkpoint()
  }
}
