import Fledgling

/// An error after which a table cannot be read any further.
///
/// `file` is the path as it was given, or `standard input`.  Lines and columns count from 1, byte
/// offsets from 0.
public enum TableError: Error, Sendable, Hashable {
  /// There is no file at the path.
  case missingFile(file: String)
  /// The path leads to a directory.
  case directory(file: String)
  /// The system refused to open the file, for this reason.
  case unreadable(file: String, reason: String)
  /// Reading failed at this byte of the file.
  case readFailure(file: String, offset: Int, reason: String)
  /// The gzip data end before they are complete; the file has `offset` bytes.
  case truncatedGzip(file: String, offset: Int)
  /// The gzip data are wrong near this byte of the file.
  case corruptGzip(file: String, offset: Int, reason: String)
  /// The file holds no header and no object.
  case empty(file: String)
  /// The header holds zero bytes, so this is no UTF-8 text.
  case notText(file: String, line: Int)
  /// The file is of another kind, such as compressed data; `kind` completes "is", and `remedy` says
  /// what to do.
  case foreignFormat(file: String, kind: String, remedy: String)
  /// Bytes on this line cannot be decoded; `encoding` completes "is not".
  case undecodable(file: String, line: Int, encoding: String)
  /// The header has another number of cells than all rows that were looked at.
  case unevenRows(file: String, line: Int, header: Int, rows: Int, delimiter: String)
  /// The file holds a JSON array of something else than objects.
  case jsonArray(file: String)
  /// Objects over several lines, or in an array, are malformed on this line.
  case malformedObjects(file: String, line: Int)
  /// None of the first lines is a JSON object; this is the fault of the first of them.
  case noObjects(RowFault)
  /// The objects hold no value that a column could have; the first key they have is this.
  case noColumns(file: String, key: String)
  /// Two columns share a name.
  case duplicateColumn(file: String, name: String, first: Int, second: Int)
  /// More columns than ``TableLimits/columns``.
  case tooManyColumns(file: String, count: Int)
  /// A record is longer than ``TableLimits/recordBytes`` bytes.
  case recordTooLong(file: String, line: Int, limit: Int)
  /// The file ends inside a quoted cell that began on this line.
  case unterminatedQuote(file: String, line: Int)
  /// A name that was asked for is not among the columns; `closest` are the most similar names.
  case unknownColumn(file: String, name: String, closest: [String])
  /// The file lacks columns that the schema needs.
  case missingColumns(file: String, names: [String])
  /// The target is also among the columns to drop.
  case targetDropped(name: String)
  /// The array file is of a kind that is not read, for this reason.
  case arrayFormat(file: String, reason: String)
  /// The array file has fewer bytes than its header says; nil is more than can be counted.
  case arrayTooShort(file: String, needed: Int?, found: Int)
  /// A range of columns holds a column that is used or left out for itself.
  case rangeHolds(file: String, range: String, column: String)
  /// The last column of a range stands before its first.
  case rangeBackwards(file: String, range: String)
  /// The columns of a range are not as many as its vector is wide.
  case rangeWidth(file: String, range: String, expected: Int, found: Int)
  /// No row of the sample has a vector in the column; this is the fault of the first.
  case noVectors(file: String, column: String, RowFault?)
  /// The rows of an array file are wider than vectors may be, or too narrow.
  case arrayWidth(file: String, width: Int)
  /// A number is to be predicted, but fewer than half of the sampled cells of the target are numbers;
  /// the example is not.
  case targetIsNoNumber(file: String, name: String, numbers: Int, cells: Int, example: String)
  /// The columns do not make a schema.
  case unusableSchema(file: String, SchemaError)
}

extension TableError: CustomStringConvertible {
  /// One line that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .missingFile(let file): "\(file): there is no such file; check the path"
    case .directory(let file): "\(file): this is a directory; name a file inside it"
    case .unreadable(let file, let reason): "\(file): cannot be opened: \(reason)"
    case .readFailure(let file, let offset, let reason):
      "\(file): reading failed at byte \(offset): \(reason)"
    case .truncatedGzip(let file, let offset):
      "\(file): the gzip data end too early, after \(offset) bytes; copy the file again"
    case .corruptGzip(let file, let offset, let reason):
      "\(file): the gzip data are damaged near byte \(offset) (\(reason)); copy the file again"
    case .empty(let file): "\(file): is empty; a header line or a JSON object is needed"
    case .notText(let file, let line):
      "\(file), line \(line): holds zero bytes; save the table as UTF-8 text"
    case .foreignFormat(let file, let kind, let remedy): "\(file): is \(kind); \(remedy)"
    case .undecodable(let file, let line, let encoding):
      "\(file), line \(line): is not \(encoding); "
        + "name its encoding with --encoding, or convert the file to UTF-8 (iconv)"
    case .unevenRows(let file, let line, let header, let rows, let delimiter):
      "\(file), line \(line): the header has \(TableError.cells(header)) and the rows have "
        + "\(rows), split at \(delimiter); correct the header, or name the delimiter with --delimiter"
    case .jsonArray(let file):
      "\(file): is a JSON array, but not of objects; write one object on each line"
    case .malformedObjects(let file, let line):
      "\(file), line \(line): a JSON object begins here that is not complete; "
        + "write one object on each line (jq -c .)"
    case .noObjects(let fault): "\(fault); write one complete JSON object on each line"
    case .noColumns(let file, let key):
      "\(file): its objects hold no value that a column could have; the key \(quoted(key)) holds an "
        + "array: write its objects one on each line (jq -c '.[\(quoted(key))][]')"
    case .duplicateColumn(let file, let name, let first, let second):
      "\(file), line 1: columns \(first) and \(second) are both named \(quoted(name)); rename one"
    case .tooManyColumns(let file, let count):
      "\(file): \(count) columns are more than the limit of \(TableLimits.columns); drop some"
    case .recordTooLong(let file, let line, let limit):
      "\(file), line \(line): the record that begins here is longer than \(limit) bytes; "
        + "look for a quote that is never closed or for missing line ends"
    case .unterminatedQuote(let file, let line):
      "\(file), line \(line): a quote opens here and is never closed; close or remove it"
    case .unknownColumn(let file, let name, let closest):
      "\(file): there is no column \(quoted(name)); " + suggestion(closest)
    case .missingColumns(let file, let names):
      "\(file): lacks the column\(names.count == 1 ? "" : "s") "
        + names.map(quoted).joined(separator: ", ")
        + "; add the columns that the model learned with"
    case .targetDropped(let name):
      "the target \(quoted(name)) is also dropped; do not drop it or choose another target"
    case .unusableSchema(let file, let error): "\(file): \(error)"
    case .targetIsNoNumber(let file, let name, let numbers, let cells, let example):
      "\(file): \(quoted(name)) cannot be predicted as a number: \(numbers) of \(cells) cells are "
        + "numbers, unlike \(quoted(example)); predict classes with --kind classify"
    case .arrayFormat(let file, let reason): "\(file): cannot be read as an array: \(reason)"
    case .arrayTooShort(let file, let needed, let found):
      "\(file): has \(found) bytes"
        + (needed.map { " and should have \($0) according to its header" }
          ?? ", and its header claims more than is possible") + "; copy the file again"
    case .rangeHolds(let file, let range, let column):
      "\(file): the vector \(quoted(range)) would hold \(quoted(column)), which is no part of it; "
        + "move that column"
    case .rangeBackwards(let file, let range):
      "\(file): the columns of the vector \(quoted(range)) are in opposite order; swap its ends"
    case .rangeWidth(let file, let range, let expected, let found):
      "\(file): the vector \(quoted(range)) has \(found) columns and \(expected) were learned"
    case .noVectors(let file, let column, let fault):
      fault.map { "\($0)" }
        ?? "\(file): no sampled row has a vector in the column \(quoted(column))"
    case .arrayWidth(let file, let width):
      "\(file): its rows have \(width) numbers; a learner reads vectors of "
        + "\(Field.widths.lowerBound) to \(Field.widths.upperBound)"
    }
  }

  /// The error for a text before which this many lines were read.
  func moved(by lines: Int) -> TableError {
    guard case .undecodable(let file, let line, let encoding) = self else { return self }
    return .undecodable(file: file, line: line + lines, encoding: encoding)
  }

  private static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

  private func quoted(_ name: String) -> String { "\"\(name)\"" }

  private func suggestion(_ names: [String]) -> String {
    guard !names.isEmpty else { return "the table has no columns" }
    return "the closest are " + names.map(quoted).joined(separator: ", ")
  }
}
