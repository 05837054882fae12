import Fledgling
import FledglingSystem
import GRDB

extension Ledger {
  /// Writes every entry as JSON Lines, in the order of arrival: an object a line with `id`, `time`,
  /// `source`, `job`, `fields` by name, `outcome` and `propensity`, as far as they are known.
  ///
  /// - Parameter path: a file that is not there yet.
  /// - Throws: ``LedgerError``.
  /// - Complexity: O(entries).
  public func exportLines(to path: String) throws(LedgerError) {
    do {
      var output = try OutputFile(path: path, isReplacing: false)
      var buffer: [UInt8] = []
      try forEachLine { line in
        buffer += line.utf8
        if buffer.count >= 1 << 16 {
          try output.write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      }
      try output.write(buffer)
      try output.finish()
    } catch let error as SystemError {
      throw LedgerError(error, path)
    } catch { throw LedgerError(error, self.path) }
  }

  /// Shows the lines that ``exportLines(to:)`` writes, each with its line break.
  ///
  /// - Parameter body: must not use the ledger.
  /// - Throws: ``LedgerError``, or what `body` throws.
  /// - Complexity: O(entries).
  public func forEachLine(_ body: (String) throws -> Void) throws {
    try forEachEntry { _, entry in try body(entry.json(schema).text + "\n") }
  }

  /// Appends the entries of a file that ``exportLines(to:)`` has written, all or none; empty lines are
  /// passed over.
  ///
  /// - Parameter path: a file, or a pipe.
  /// - Returns: how many entries were appended.
  /// - Throws: ``LedgerError/line(_:path:_:)`` for the first line that cannot be appended.
  /// - Complexity: O(size of the file × log(ids known)).
  @discardableResult
  public func importLines(from path: String) throws(LedgerError) -> Int {
    var input = try LineFile(path: path)
    let places = Dictionary(
      uniqueKeysWithValues: schema.fields.enumerated().map { ($1.name, $0) })
    let count = try change { db, counters in
      let before = counters.entries
      while let line = try input.next() {
        do throws(LedgerError) {
          try self.append(line, places, db, &counters)
        } catch { throw LedgerError.line(input.number, path: path, error) }
      }
      return counters.entries - before
    }
    try log.checkpoint()
    return count
  }

  private func append(
    _ line: ArraySlice<UInt8>, _ places: [String: Int], _ db: Database,
    _ counters: inout LedgerCounters
  ) throws(LedgerError) {
    guard line.contains(where: { $0 > 0x20 }) else { return }
    let row = try PreparedEntry(LedgerEntry(line: line, schema, places: places), self)
    do {
      try refuseKnown([row], db)
      try row.insert(db, &counters)
    } catch { throw LedgerError(error, path) }
  }
}
