import Fledgling

/// One row of a table, read for a schema.
public struct TableRow: Sendable, Hashable {
  /// The line on which the row begins, from 1.
  public let line: Int
  /// The fields' values, in the schema's order; empty if the row has a ``fault``.
  public let values: [Value]
  /// The outcome; `nil` if the target is missing, or the row has a ``fault``.
  public let outcome: Outcome?
  /// The fault of the row, if it cannot be used.
  public let fault: RowFault?
}

/// The rows of a table, read for a schema, one after the other.
///
/// ```swift
/// let table = try TableReader(path: "parcels.csv")
/// for try await row in try table.rows(for: schema) where row.fault == nil {
///   guard let outcome = row.outcome else { continue }
///   try learner.learn(row.values, outcome: outcome)
/// }
/// ```
///
/// Reading blocks the calling task for as long as the file system does.  A table is read once: a second
/// loop goes on where the first stopped.
public struct TableRows: AsyncSequence {
  /// A row of the table.
  public typealias Element = TableRow
  /// The failure of a file that cannot be read any further.
  public typealias CommandError = TableError

  /// Reads one row after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let table: TableReader
    var decoder: RowDecoder
    var values: [Value] = []

    /// The next row, or `nil` at the end of the table.
    ///
    /// - Throws: ``TableError`` if the file cannot be read any further.
    public mutating func next() async throws(TableError) -> TableRow? { try read() }

    /// The next row, or `nil` at the end of the table.
    ///
    /// - Throws: ``TableError`` if the file cannot be read any further.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(TableError) -> TableRow? { try read() }

    private mutating func read() throws(TableError) -> TableRow? {
      var record = TableRecord()
      guard try table.next(&record) else { return nil }
      switch decoder.decode(record, into: &values) {
      case .row(let outcome):
        return TableRow(line: record.line, values: values, outcome: outcome, fault: nil)
      case .fault(let fault):
        return TableRow(line: record.line, values: [], outcome: nil, fault: fault)
      }
    }
  }

  let table: TableReader
  let decoder: RowDecoder

  /// An iterator over the rows that were not read yet.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(table: table, decoder: decoder)
  }
}

extension TableReader {
  /// The rows that were not read yet, as values of a schema's fields.
  ///
  /// - Parameter schema: the fields to read and the target; the table may have other columns as well.
  /// - Returns: a sequence of rows, which reads the table as it is iterated.
  /// - Throws: ``TableError/missingColumns(file:names:)`` if a field is not among the columns.
  public func rows(for schema: Schema) throws(TableError) -> TableRows {
    TableRows(
      table: self, decoder: try RowDecoder(schema: schema, columns: columns, file: file))
  }
}
