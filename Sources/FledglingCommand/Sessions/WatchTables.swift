import Fledgling
import FledglingTables

/// The tables whose rows are steps.
struct WatchTables {
  let files: TableFiles
  /// Date columns in which the day stands before the month, according to the arguments.
  let dayFirst: Set<String>
  /// The columns of JSON Lines.
  let keys: [String]?
  /// The first table, where it cannot be opened again.
  let first: TableReader?

  /// Opens one table, with the columns in which the day stands before the month.
  func open(_ index: Int) throws(Failure) -> (reader: TableReader, dayFirst: Set<String>) {
    let path = files.paths[index]
    let reader: TableReader
    if index == 0, let first {
      reader = first
    } else {
      reader = try files.open(path, keys: keys)
    }
    return (reader, dayFirst)
  }

  /// Whether all can be read twice, so that it can be known when episodes end.
  static func canBePlanned(_ paths: [String]) -> Bool {
    paths.allSatisfy { TableFiles.canBeReadTwice($0) }
  }
}
