import FledglingImages

/// A fault that makes one row unusable, while the rows after it can still be read.
public struct RowFault: Error, Sendable, Hashable {
  /// The kinds of faults.
  public enum Problem: Error, Sendable, Hashable {
    /// The row has another number of cells than the table has columns.
    case ragged(expected: Int, found: Int)
    /// The line is no JSON object; `position` is the byte of the line, from 1, at which something
    /// else was expected.
    case malformedJSON(position: Int, expected: String)
    /// The value is a JSON object, or an array of something else than numbers.
    case nestedJSON
    /// The text, cut to 40 characters, is no decimal number.
    case notNumber(String)
    /// The text, cut to 40 characters, is no date or date-time.
    case notDate(String)
    /// The text, cut to 40 characters, is neither true nor false.
    case notBoolean(String)
    /// The target's text, cut to 40 characters, is no finite number.
    case targetNotFinite(String)
    /// The text is longer than ``TableLimits/cellBytes`` bytes.
    case cellTooLong(bytes: Int)
    /// The text, cut to 40 characters, is neither an array of numbers nor a reference to one.
    case notVector(String)
    /// The array holds nothing.
    case emptyVector
    /// The array has another number of entries than the field is wide.
    case vectorWidth(expected: Int, found: Int)
    /// The entry at this position, from 1, is no finite number but this text.
    case vectorNumber(position: Int, String)
    /// A column of several that make a vector is empty or holds no finite number but this text.
    case rangeNumber(String)
    /// A file that belongs to the table or is named in it has no such row; rows count from 0.
    case noSuchRow(file: String, row: Int, count: Int)
    /// A file that is named in the cell cannot be used, for this reason.
    case unreadableFile(String)
    /// The picture cannot be read.
    case image(ImageError)
  }

  /// The path of the file, or `standard input`.
  public let file: String
  /// The line on which the row begins, from 1.
  public let line: Int
  /// The column at fault, if it is only one.
  public let column: String?
  /// The kind of fault.
  public let problem: Problem

  /// A fault in a row that begins on a line.
  public init(file: String, line: Int, column: String? = nil, problem: Problem) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
  }
}

extension RowFault: CustomStringConvertible {
  /// One line that says what is wrong and where.
  public var description: String {
    let place = "\(file), line \(line)" + (column.map { ", column \"\($0)\"" } ?? "")
    return "\(place): \(problem.sentence)"
  }
}

extension RowFault.Problem {
  /// A sentence with the fault and a remedy, without the place.
  public var sentence: String {
    switch self {
    case .ragged(let expected, let found):
      "\(expected) cells were expected and \(found) found; check quotes and delimiters"
    case .malformedJSON(let position, let expected):
      "malformed JSON at byte \(position): \(expected) was expected"
    case .nestedJSON:
      "an object, or an array of other things than numbers, is no value of a column; "
        + "write the value itself, or leave the column out"
    case .notNumber(let text):
      "\"\(text)\" is not a number; correct it, leave it empty or read the column as a category"
    case .notDate(let text):
      "\"\(text)\" is not a date; write YYYY-MM-DD hh:mm:ss or leave it empty"
    case .notBoolean(let text): "\"\(text)\" is not true or false; correct it or leave it empty"
    case .targetNotFinite(let text):
      "the target \"\(text)\" is not a finite number; correct it or leave it empty"
    case .cellTooLong(let bytes):
      "\(bytes) bytes of text are more than the limit of \(TableLimits.cellBytes); shorten it"
    case .notVector(let text):
      "\"\(text)\" is no vector; write [0.1, 0.2], or file.npy#17 for a row of a file"
    case .emptyVector: "the array is empty; leave the cell empty or write its numbers"
    case .vectorWidth(let expected, let found):
      "\(expected) numbers were expected and \(found) found; all vectors of a field are as wide"
    case .vectorNumber(let position, let text):
      "number \(position) of the vector is \"\(text)\", which is not finite; correct it"
    case .rangeNumber(let text):
      "\"\(text)\" is not a finite number, and the column is part of a vector; correct it, or leave "
        + "all columns of the vector empty"
    case .noSuchRow(let file, let row, let count):
      "\(file) has \(count) rows, so there is no row \(row), counted from 0"
    case .unreadableFile(let reason): reason
    case .image(let error): error.description
    }
  }
}
