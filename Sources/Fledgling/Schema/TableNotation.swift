/// How tables write the values that a schema reads.
///
/// A learner carries it for those who read tables, so that every later file is read as the first one
/// was.  It is no part of what is learned: schemas that differ in it alone are equal.
public struct TableNotation: Sendable, Hashable, Codable {
  /// How columns are written, by their names: of numbers, how the column writes 1234.5, such as
  /// `1.234,5 €`; of dates, `day/month/year` or `month/day/year`.  A column that writes `1234.5` or
  /// `2024-12-31` is not among them.
  public var formats: [String: String]
  /// The words that mean a missing value, in lower case; `nil` are the usual ones.  An empty cell is
  /// missing whatever they are.
  public var missingWords: [String]?
  /// The column that names the rows, if there is one.
  public var idColumn: String?

  /// A notation; by default that of plain tables.
  public init(
    formats: [String: String] = [:], missingWords: [String]? = nil, idColumn: String? = nil
  ) {
    self.formats = formats
    self.missingWords = missingWords
    self.idColumn = idColumn
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
