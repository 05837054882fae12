import Fledgling
import FledglingTables

/// Opens the tables that are named on the command line.
struct TableFiles {
  let paths: [String]
  let delimiter: UInt8?
  var encoding: TextEncoding?
  /// Columns that are not needed.
  var dropped: Set<String> = []
  /// The input made from the only path if that is no table.
  var made: SyntheticTable?
  /// Vectors that lie in files of their own, by their names.
  var vectors: [String: ArrayFile] = [:]

  /// The base of relative paths in cells, if that is not the table's folder.
  var folder: String? { made?.folder }

  /// Files whose rows belong to the tables' rows.
  var attachments: [String: ArrayFile] {
    (made?.attachments ?? [:]).merging(vectors) { first, _ in first }
  }

  /// Files whose rows belong to the tables' rows, by the fields that they are to a learner: those of
  /// the same name, or the only field that is in no column and that they fit.
  func attachments(for schema: Schema, columns: [String]) -> [String: ArrayFile] {
    let given = attachments
    var found: [String: ArrayFile] = [:]
    var rest: [ArrayFile] = []
    for (name, file) in given.sorted(by: { $0.key < $1.key }) {
      if schema.fields.contains(where: { $0.name == name && $0.fits(file) }) {
        found[name] = file
      } else {
        rest.append(file)
      }
    }
    for file in rest {
      let open = FieldSources(schema, columns: columns, attachments: found).missing
      let fitting = schema.fields.filter { open.contains($0.name) && $0.fits(file) }
      if fitting.count == 1, let field = fitting.first { found[field.name] = file }
    }
    return found
  }

  /// Opens one of the tables; `keys` are the columns of JSON Lines if they are known.
  func open(_ path: String, keys: [String]? = nil) throws(CommandError) -> TableReader {
    do {
      if let made { return try TableReader(text: made.text, name: path, format: .csv) }
      return try TableReader(
        path: path, delimiter: delimiter, encoding: encoding, keys: keys, dropped: dropped)
    } catch {
      throw CommandError(error)
    }
  }

  /// Throws for missing files before the first one is read.
  func checkPresence() throws(CommandError) {
    guard made == nil else { return }
    for path in paths where path != "-" {
      switch System.kind(of: path) {
      case .missing: throw CommandError(.missingFile(file: path))
      case .directory: throw CommandError(.directory(file: path))
      case .regular, .other: break
      }
    }
  }

  /// Throws for ordinary files with other columns than the first before that one is read.
  func checkColumns(_ first: TableReader) throws(CommandError) {
    for path in paths.dropFirst() where TableFiles.canBeReadTwice(path) {
      try checkColumns(first, open(path, keys: nil))
    }
  }

  /// Throws for a CSV file with other columns than the first.
  func checkColumns(_ first: TableReader, _ other: TableReader) throws(CommandError) {
    guard other.format == .csv, first.format == .csv else { return }
    let lacking = Set(first.columns).subtracting(other.columns).sorted()
    let surplus = Set(other.columns).subtracting(first.columns).sorted()
    guard lacking.isEmpty, surplus.isEmpty else {
      var details: [String] = []
      if !lacking.isEmpty { details.append("it lacks \(lacking.quotedList)") }
      if !surplus.isEmpty { details.append("it has also \(surplus.quotedList)") }
      throw CommandError(
        "\(other.file): its columns are not those of \(first.file)", details: details)
    }
  }

  /// Whether looking into a file takes nothing away from it.
  static func canBeReadTwice(_ path: String) -> Bool {
    path != "-" && System.kind(of: path) == .regular
  }
}

extension TableFiles {
  /// Tables that are read as the arguments say.
  init(paths: [String], input: InputOptions, dropped: Set<String> = []) {
    self.init(
      paths: paths, delimiter: input.delimiter?.byte, encoding: input.encoding, dropped: dropped)
  }

  /// The error of a table, with the detected delimiter if that may be the cause.
  func failure(_ error: TableError, _ reader: TableReader) -> CommandError {
    guard case .unknownColumn = error, delimiter == nil, let byte = reader.delimiter,
      reader.columns.count == 1 || reader.columns.contains(where: { $0.holdsDelimiter(not: byte) })
    else { return CommandError(error) }
    let name = byte == UInt8(ascii: "\t") ? "tabs" : "\"\(Character(Unicode.Scalar(byte)))\""
    return CommandError(
      error.description,
      details: ["its cells were split at \(name); --delimiter names another character"])
  }

  /// The columns of JSON Lines that a learner reads; nil if only their first and last are known.
  static func keys(_ schema: Schema) -> [String]? {
    let names = schema.fields.map(\.name) + [schema.target]
    return schema.fields.contains { $0.kind == .vector && ColumnRange.isRange($0.name) }
      ? nil : names
  }

  /// Opens the files of vectors among the values of `--vector`.
  static func vectors(_ names: Set<String>) throws(CommandError) -> [String: ArrayFile] {
    var files: [String: ArrayFile] = [:]
    for path in names.sorted() where path.namesVectorFile {
      let name = ArrayInput.stem(path)
      let file: ArrayFile
      do { file = try ArrayFile(path: path) } catch { throw CommandError(error) }
      guard files.updateValue(file, forKey: name) == nil else {
        throw CommandError("two files of vectors have the name \"\(name)\"", status: .usage)
      }
    }
    return files
  }
}

extension Field {
  /// Whether the rows of a file can be the field's contents.
  fileprivate func fits(_ file: ArrayFile) -> Bool {
    switch kind {
    case .image: file.holdsImages
    case .vector: file.width == width
    default: false
    }
  }
}

extension String {
  /// Whether one of the usual delimiters, but this one, is in the text.
  fileprivate func holdsDelimiter(not byte: UInt8) -> Bool {
    utf8.contains { $0 != byte && ",;\t|".utf8.contains($0) }
  }
}

extension CommandError {
  init(_ error: TableError) { self.init(error.description) }
}
