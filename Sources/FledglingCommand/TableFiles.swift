import FledglingTables

/// Opens the tables that are named on the command line.
struct TableFiles {
  let paths: [String]
  let delimiter: UInt8?

  /// Opens one of the tables; `keys` are the columns of JSON Lines if they are known.
  func open(_ path: String, keys: [String]? = nil) throws(Failure) -> TableReader {
    do {
      return try TableReader(path: path, delimiter: delimiter, keys: keys)
    } catch {
      throw Failure(error)
    }
  }

  /// Complains about files that are not there before the first one is read.
  func checkPresence() throws(Failure) {
    for path in paths where path != "-" {
      switch System.kind(of: path) {
      case .missing: throw Failure(.missingFile(file: path))
      case .directory: throw Failure(.directory(file: path))
      case .regular, .other: break
      }
    }
  }

  /// Complains about ordinary files with other columns than the first before that one is read.
  func checkColumns(_ first: TableReader) throws(Failure) {
    for path in paths.dropFirst() where TableFiles.canBeReadTwice(path) {
      try checkColumns(first, open(path, keys: nil))
    }
  }

  /// Complains about a CSV file with other columns than the first.
  func checkColumns(_ first: TableReader, _ other: TableReader) throws(Failure) {
    guard other.format == .csv, first.format == .csv else { return }
    let lacking = Set(first.columns).subtracting(other.columns).sorted()
    let surplus = Set(other.columns).subtracting(first.columns).sorted()
    guard lacking.isEmpty, surplus.isEmpty else {
      var details: [String] = []
      if !lacking.isEmpty { details.append("it lacks \(lacking.quotedList)") }
      if !surplus.isEmpty { details.append("it has also \(surplus.quotedList)") }
      throw Failure(
        "\(other.file): its columns are not those of \(first.file)", details: details)
    }
  }

  /// Whether looking into a file takes nothing away from it.
  static func canBeReadTwice(_ path: String) -> Bool {
    path != "-" && System.kind(of: path) == .regular
  }

  /// The columns of a table in which the day stands before the month.
  ///
  /// Rows that somebody may still be typing are not waited for.
  static func dayFirstColumns(_ reader: TableReader, path: String) throws(Failure) -> Set<String> {
    guard canBeReadTwice(path) else { return [] }
    do {
      return try SchemaInference.dayFirstColumns(reader)
    } catch {
      throw Failure(error)
    }
  }
}

extension Failure {
  init(_ error: TableError) { self.init(error.description) }
}

extension [String] {
  /// `"a", "b", "c" and 7 more`.
  var quotedList: String {
    let shown = prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
    return count > 5 ? "\(shown) and \(count - 5) more" : shown
  }
}
