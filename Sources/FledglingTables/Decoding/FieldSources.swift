import Fledgling

/// Where the content of a field comes from.
enum FieldSource: Sendable {
  case column(Int)
  /// One number of a vector from each column.
  case range(ClosedRange<Int>)
  /// The row of a file that has the number of the table's row.
  case attached(ArrayFile)
}

/// Where the fields of a schema are found in a table.
public struct FieldSources: Sendable {
  /// Fields that are not found.
  public let missing: [String]
  /// The columns that are read for fields or as the target.
  public let columns: Set<String>

  let sources: [FieldSource]

  /// Looks for a field among what is attached to the table's rows, then among its columns, then as
  /// the name of several columns (``ColumnRange``).
  public init(
    _ schema: Schema, columns: [String], attachments: [String: ArrayFile] = [:]
  ) {
    var positions: [String: Int] = [:]
    for (index, name) in columns.enumerated() { positions[name] = index }
    var sources: [FieldSource] = []
    var missing: [String] = []
    var used: Set<String> = [schema.target]
    for field in schema.fields {
      if let file = attachments[field.name] {
        sources.append(.attached(file))
      } else if let column = positions[field.name] {
        sources.append(.column(column))
        used.insert(field.name)
      } else if field.kind == .vector,
        let range = ColumnRange.places(field.name, in: columns)
      {
        sources.append(.range(range))
        used.formUnion(columns[range])
      } else {
        missing.append(field.name)
      }
    }
    self.sources = sources
    self.missing = missing
    self.columns = used
  }
}
