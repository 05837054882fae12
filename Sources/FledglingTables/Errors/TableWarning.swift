/// Something about a table that its owner should know and that does not stop the reading.
public struct TableWarning: Sendable, Hashable, CustomStringConvertible {
  /// The kinds of problems.
  public enum Problem: Sendable, Hashable {
    /// A JSON key is not among the columns and is ignored.
    case unknownKey(String)
    /// A JSON key holds an array of other things than numbers, or objects too deep in each other,
    /// and is ignored.
    case unusableKey(String)
    /// The text is not UTF-8 and is read as Windows-1252.
    case windows1252
    /// Single bytes of a UTF-8 text are not UTF-8 and are read as Windows-1252.
    case foreignBytes
    /// A row repeats the header and is ignored.
    case repeatedHeader
    /// A quote that is closed by no quote, or only by one lines further on, is ignored.
    case strayQuote
    /// A quoted cell goes on for this many lines and text follows its closing quote.
    case longQuote(lines: Int)
    /// Lines before the header have no delimiter and are ignored.
    case preamble
    /// The rows end in more delimiters than the header; the empty cells are left out.
    case trailingDelimiters
    /// The header has no name for the rows' first cell; the column is called so.
    case rowNames(column: String)
  }

  /// The path of the file, or `standard input`.
  public let file: String
  /// The problem.
  public let problem: Problem
  /// The line on which it was noticed first, from 1.
  public let line: Int
  /// How often it was noticed: rows, lines, bytes or quotes, according to the problem.
  public internal(set) var count: Int

  /// The JSON key that is ignored, if that is the problem.
  public var key: String? {
    if case .unknownKey(let key) = problem { return key }
    return nil
  }

  /// The JSON key whose values no column can have, if that is the problem.
  var unusableKey: String? {
    if case .unusableKey(let key) = problem { return key }
    return nil
  }

  /// Whether rows or texts may have come out otherwise than they were meant.
  public var isSerious: Bool {
    switch problem {
    case .windows1252, .foreignBytes, .strayQuote, .longQuote, .repeatedHeader: true
    case .unknownKey, .unusableKey, .preamble, .trailingDelimiters, .rowNames: false
    }
  }

  /// One line that says what was noticed, where first and how often.
  public var description: String { "\(file), line \(line): \(sentence)" }

  private var sentence: String {
    switch problem {
    case .unknownKey(let key): "the key \"\(key)\" is not among the columns and is ignored"
    case .unusableKey(let key):
      "the key \"\(key)\" holds no value that a column could have and is ignored; "
        + "only arrays of numbers are read"
    case .windows1252:
      "the text is not UTF-8 and is read as Windows-1252; --encoding names another encoding"
    case .foreignBytes:
      "\(many("byte")) that \(count == 1 ? "is" : "are") not UTF-8 \(was) read as Windows-1252"
    case .repeatedHeader:
      count == 1
        ? "the header is repeated and ignored"
        : "the header is repeated; \(many("such row")) are ignored"
    case .strayQuote:
      "a quote opens here and is not closed on its line; it is ignored"
        + (count == 1 ? "" : count == 2 ? ", and so is 1 more" : ", and so are \(count - 1) more")
    case .longQuote(let lines):
      "a quoted cell goes on for \(lines) lines and text follows its closing quote; check the quotes"
    case .preamble:
      "\(many("line")) before the header \(was) ignored"
    case .trailingDelimiters:
      "the rows end in more delimiters than the header; the empty cells behind them are left out"
    case .rowNames(let column):
      "the header has no name for the first cell of the rows; the column is named \"\(column)\""
    }
  }

  private var was: String { count == 1 ? "was" : "were" }

  private func many(_ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }
}

/// The warnings about one table: each problem once, with the first line and how often it occurred.
struct TableWarnings {
  private static let limit = 100

  let file: String
  private(set) var all: [TableWarning] = []

  init(file: String) { self.file = file }

  /// Counts a problem; the 101st different one and those behind it are left out.
  mutating func add(_ problem: TableWarning.Problem, line: Int) {
    if let known = all.firstIndex(where: { $0.problem == problem }) {
      all[known].count += 1
    } else if all.count < TableWarnings.limit {
      all.append(TableWarning(file: file, problem: problem, line: line, count: 1))
    }
  }

  /// Adds a problem that was counted elsewhere.
  mutating func append(_ problem: TableWarning.Problem, line: Int, count: Int) {
    all.append(TableWarning(file: file, problem: problem, line: line, count: count))
  }
}
