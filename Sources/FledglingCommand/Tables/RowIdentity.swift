import Fledgling
import FledglingTables

/// The id and the time of a row, if there are columns for them.
struct RowIdentity {
  private let idColumn: Int?
  private let timeField: Int?
  private let missingWords: MissingWords

  /// - Throws: ``CommandError`` if a column that is named is not in the table.
  init(id: String?, time: String?, schema: Schema, reader: TableReader) throws(CommandError) {
    missingWords = MissingWords(schema.notation.missingWords)
    idColumn = try id.map { (name) throws(CommandError) in
      guard let column = reader.columns.firstIndex(of: name) else {
        throw CommandError(.missingColumns(file: reader.file, names: [name]))
      }
      return column
    }
    timeField = try (time ?? schema.sequenceTime).map { (name) throws(CommandError) in
      guard let field = schema.fields.firstIndex(where: { $0.name == name }) else {
        throw CommandError("\(reader.file): the model does not read the column \"\(name)\"")
      }
      return field
    }
  }

  /// The row's name without blanks around it; nil if the cell says that it is missing.
  func id(_ record: borrowing TableRecord) -> String? {
    guard let idColumn, idColumn < record.count else { return nil }
    let text = CanonicalText.trimmed(record.text(at: idColumn))
    return missingWords.contains(text) ? nil : text
  }

  func time(_ values: [Value]) -> Double? {
    guard let timeField, case .number(let seconds) = values[timeField] else { return nil }
    return seconds
  }
}

extension Schema {
  /// The field that says when, if examples come in sequences and only one can.
  fileprivate var sequenceTime: String? {
    let dates = fields.filter { $0.kind == .dateTime }
    return fields.contains { $0.kind == .sequence } && dates.count == 1 ? dates[0].name : nil
  }
}
