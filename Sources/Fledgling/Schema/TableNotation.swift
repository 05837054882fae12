/// How tables write the values of a schema's fields.
///
/// A learner stores the notation so that every later file is read like the first one.  The notation
/// is not part of the learned state: schemas that differ only in it are equal.
public struct TableNotation: Sendable, Hashable, Codable {
  /// Formats by column name.
  ///
  /// The format of a number shows how the column writes 1234.5, such as `1.234,5 €`; that of a date
  /// is `day/month/year` or `month/day/year`.  Columns that write `1234.5` or `2024-12-31` have no
  /// entry.
  public var formats: [String: String]
  /// The words that mean a missing value, in lower case; `nil` stands for the usual ones.  An empty
  /// cell is always missing.
  public var missingWords: [String]?
  /// The column that contains the rows' ids, if there is one.
  public var idColumn: String?

  /// A notation; by default that of plain tables.
  ///
  /// - Parameters:
  ///   - formats: formats by column name.
  ///   - missingWords: the words that mean a missing value; `nil` for the usual ones.
  ///   - idColumn: the column that contains the rows' ids.
  public init(
    formats: [String: String] = [:], missingWords: [String]? = nil, idColumn: String? = nil
  ) {
    self.formats = formats
    self.missingWords = missingWords
    self.idColumn = idColumn
  }
}

extension TableNotation {
  /// The notation of tables that are written in either way.
  ///
  /// It depends neither on which one comes first nor on how several are grouped.
  func united(with other: TableNotation) -> TableNotation {
    var words = missingWords ?? other.missingWords
    if let own = missingWords, let others = other.missingWords {
      words = Set(own).union(others).sorted()
    }
    return TableNotation(
      formats: formats.merging(other.formats) { min($0, $1) }, missingWords: words,
      idColumn: [idColumn, other.idColumn].compactMap(\.self).min())
  }
}

extension TableNotation: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    let names = formats.keys.sorted()
    writer.write(names)
    writer.write(names.map { formats[$0] ?? "" })
    writer.write(missingWords == nil ? 0 : 1)
    writer.write(missingWords ?? [])
    writer.write(idColumn ?? "")
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let names: [String] = try reader.read()
    let patterns: [String] = try reader.read()
    let hasWords: Int = try reader.read()
    let words: [String] = try reader.read()
    let id: String = try reader.read()
    guard names.count == patterns.count else {
      throw .damaged("its formats do not fit together")
    }
    self.init(
      formats: Dictionary(zip(names, patterns)) { first, _ in first },
      missingWords: hasWords == 0 ? nil : words, idColumn: id.isEmpty ? nil : id)
  }
}
