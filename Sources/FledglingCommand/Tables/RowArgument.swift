import Fledgling
import FledglingStore
import FledglingTables

/// One row named on the command line: `x=1,y=red`, a JSON object, or `FILE:3` for the third row of a
/// table.
struct RowArgument {
  static let help =
    "A row: comma-separated name=value pairs, a JSON object, FILE:3 for the third row "
    + "of a table, or a picture's path. Fields that are not named are missing."

  let text: String
  /// How the rows of a table are read; nil if no table is named.
  var input: RowInputOptions?

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
      let (reader, row, tables) = try table(schema)
      let orders = input.map { DateOrders($0.tables, columns: reader.columns) }
      var decoder = try RowDecoder(
        schema: schema, columns: reader.columns, file: reader.file,
        dayFirst: orders?.dayFirst ?? [], monthFirst: orders?.monthFirst ?? [],
        attachments: tables.attachments(for: schema, columns: reader.columns))
      var record = TableRecord()
      var values: [Value] = []
      for _ in 0..<row {
        guard try reader.next(&record) else {
          throw CommandError("\(reader.file): has no row \(row)")
        }
      }
      if let unknown = reader.warnings.lazy.compactMap(\.key).first {
        throw CommandError(
          "\"\(unknown.onOneLine)\" is no field of the model",
          details: ["its fields are \(schema.fields.map(\.name).quotedList)"])
      }
      switch decoder.decode(record, into: &values) {
      case .row(let outcome):
        let fields = EntryFields(schema, columns: reader.columns).fields(record, values)
        return (values, outcome, fields)
      case .fault(let fault): throw CommandError(fault.description)
      }
    } catch let error as TableError {
      throw CommandError(error)
    }
  }

  private func table(
    _ schema: Schema
  ) throws -> (TableReader, row: Int, tables: TableFiles) {
    let names = schema.fields.map(\.name) + [schema.target]
    var tables =
      input.map { TableFiles(paths: [], input: $0.tables) } ?? TableFiles(paths: [], delimiter: nil)
    if text.first == "{" {
      let reader = try TableReader(text: text, name: "the row", format: .jsonLines, keys: names)
      return (reader, 1, tables)
    }
    if let colon = text.lastIndex(of: ":"), let row = Int(text[text.index(after: colon)...]),
      row > 0, !text[..<colon].contains("=")
    {
      let path = String(text[..<colon])
      tables.vectors = try TableFiles.vectors(Set(input?.vector ?? []))
      if ArrayInput.isArray(path) {
        tables.made = try ArrayInput(path: path).table(target: nil, labels: nil)
      }
      return (try tables.open(path), row, tables)
    }
    let reader = try TableReader(text: try csv(names), name: "the row", format: .csv)
    return (reader, 1, tables)
  }

  /// The pairs, or the only picture.
  private func pairs(_ names: [String]) -> [Substring] {
    if ImageFolder.isImage(text), !text.contains("="), let name = names.first, names.count == 2 {
      return ["\(name)=\(text)"]
    }
    return RowArgument.split(text)
  }

  /// Splits at commas that are not within brackets, nor within quotes that begin a value.
  private static func split(_ text: String) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    var isQuoted = false
    var previous: Character = ","
    for place in text.indices {
      let character = text[place]
      switch character {
      case "\"" where isQuoted || previous == "=": isQuoted.toggle()
      case "[" where !isQuoted && (depth > 0 || previous == "="): depth += 1
      case "]" where !isQuoted && depth > 0: depth -= 1
      case "," where !isQuoted && depth == 0:
        if start < place { parts.append(text[start..<place]) }
        start = text.index(after: place)
      default: break
      }
      previous = character
    }
    if start < text.endIndex { parts.append(text[start...]) }
    return parts
  }

  /// The pairs as a table of one row that has all columns.
  private func csv(_ names: [String]) throws -> String {
    var cells: [String: String] = [:]
    for pair in pairs(names) {
      guard let equals = pair.firstIndex(of: "=") else {
        throw CommandError(
          "\"\(text.onOneLine)\" is no row: \"\(pair)\" has no =",
          details: [RowArgument.help], status: .usage)
      }
      let name = RowArgument.trimmed(pair[..<equals])
      guard names.contains(name) else {
        throw CommandError(
          "the model does not read a field \"\(name.onOneLine)\"",
          details: ["its fields are \(names.dropLast().quotedList)"], status: .usage)
      }
      cells[name] = RowArgument.unquoted(pair[pair.index(after: equals)...])
    }
    return names.map { RowArgument.quoted($0) }.joined(separator: ",") + "\n"
      + names.map { RowArgument.quoted(cells[$0] ?? "") }.joined(separator: ",") + "\n"
  }

  private static func trimmed(_ text: Substring) -> String {
    let end = text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex
    return String(text[..<end].drop { $0 == " " })
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count > 1, text.first == "\"", text.last == "\"" else { return String(text) }
    return String(text.dropFirst().dropLast())
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
