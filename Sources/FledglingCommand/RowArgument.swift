import Fledgling
import FledglingStore
import FledglingTables

/// One row named on the command line: `x=1,y=red`, a JSON object, or `FILE:3` for the third row of a
/// table.
struct RowArgument {
  static let help =
    "A row: name=value pairs with commas between them, a JSON object, or FILE:3 for the third row "
    + "of a table. Fields that are not named are missing."

  let text: String

  /// The row's values, and its outcome if it is there.
  func read(_ schema: Schema) throws -> (values: [Value], outcome: Outcome?) {
    let (values, outcome, _) = try decode(schema)
    return (values, outcome)
  }

  /// The row's fields as a ledger keeps them.
  func fields(_ schema: Schema) throws -> [FieldValue] { try decode(schema).fields }

  private func decode(
    _ schema: Schema
  ) throws -> (values: [Value], outcome: Outcome?, fields: [FieldValue]) {
    do {
      let (reader, row) = try table(schema)
      let hasDates = schema.fields.contains { $0.kind == .dateTime }
      let dayFirst = hasDates ? try TableFiles.dayFirstColumns(reader, path: reader.file) : []
      var decoder = try RowDecoder(
        schema: schema, columns: reader.columns, file: reader.file, dayFirst: dayFirst)
      var record = TableRecord()
      var values: [Value] = []
      for _ in 0..<row {
        guard try reader.next(&record) else { throw Failure("\(reader.file): has no row \(row)") }
      }
      if let unknown = reader.warnings.first { throw Failure(unknown.description) }
      switch decoder.decode(record, into: &values) {
      case .row(let outcome):
        let fields = EntryFields(schema, columns: reader.columns).fields(record, values)
        return (values, outcome, fields)
      case .fault(let fault): throw Failure(fault.description)
      }
    } catch let error as TableError {
      throw Failure(error)
    }
  }

  private func table(_ schema: Schema) throws -> (TableReader, row: Int) {
    let names = schema.fields.map(\.name) + [schema.target]
    if text.first == "{" {
      return (try TableReader(text: text, name: "the row", format: .jsonLines, keys: names), 1)
    }
    if let colon = text.lastIndex(of: ":"), let row = Int(text[text.index(after: colon)...]),
      row > 0, !text[..<colon].contains("=")
    {
      return (try TableReader(path: String(text[..<colon])), row)
    }
    return (try TableReader(text: try csv(names), name: "the row", format: .csv), 1)
  }

  /// The pairs as a table of one row that has all columns.
  private func csv(_ names: [String]) throws -> String {
    var cells: [String: String] = [:]
    for pair in text.split(separator: ",") {
      guard let equals = pair.firstIndex(of: "=") else {
        throw Failure(
          "\"\(text.onOneLine)\" is no row: \"\(pair)\" has no =",
          details: [RowArgument.help], status: .usage)
      }
      let name = RowArgument.trimmed(pair[..<equals])
      guard names.contains(name) else {
        throw Failure(
          "the model does not read a field \"\(name.onOneLine)\"",
          details: ["its fields are \(names.dropLast().quotedList)"], status: .usage)
      }
      cells[name] = String(pair[pair.index(after: equals)...])
    }
    return names.map { RowArgument.quoted($0) }.joined(separator: ",") + "\n"
      + names.map { RowArgument.quoted(cells[$0] ?? "") }.joined(separator: ",") + "\n"
  }

  private static func trimmed(_ text: Substring) -> String {
    let end = text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex
    return String(text[..<end].drop { $0 == " " })
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}

extension ArraySlice<String> {
  var quotedList: String { Array(self).quotedList }
}
