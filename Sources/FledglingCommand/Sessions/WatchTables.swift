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
  func open(_ index: Int) throws(CommandError) -> (reader: TableReader, dayFirst: Set<String>) {
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

  /// Reads what all rows say of their episodes, unless it is interrupted; passes over rows that say
  /// nothing.
  func forEachKey(
    _ columns: WatchColumns, isOutcomeNeeded: Bool,
    _ body: (_ file: Int, _ key: StepKey, _ record: borrowing TableRecord) -> Void
  ) throws(CommandError) {
    for index in files.paths.indices where !SignalHandler.isRequested {
      let (reader, dayFirst) = try open(index)
      var keys = try StepKeyReader(
        columns, reader, dayFirst: dayFirst, isOutcomeNeeded: isOutcomeNeeded)
      var record = TableRecord()
      do {
        while try reader.next(&record), !SignalHandler.isRequested {
          if let key = try? keys.read(record) { body(index, key, record) }
        }
      } catch { throw CommandError(error) }
    }
  }

  /// Reads the steps of all rows that are wanted, unless it is interrupted.
  func forEachStep(
    _ start: WatchStart, keepsOrder: Bool, where isWanted: (StepKey, Int) -> Bool,
    _ body: (WatchedRow) throws(CommandError) -> Void
  ) throws(CommandError) {
    var tracker = SegmentTracker()
    for index in files.paths.indices where !SignalHandler.isRequested {
      let (reader, dayFirst) = try open(index)
      var rows = try WatchedRows(
        start, reader, file: index, dayFirst: dayFirst, keepsOrder: keepsOrder)
      var record = TableRecord()
      do {
        while try reader.next(&record), !SignalHandler.isRequested {
          guard let key = try? rows.keys.read(record),
            let place = start.plan?.place(key, segment: tracker.place(key, file: index).ordinal),
            isWanted(key, place)
          else { continue }
          try body(rows.row(key, record, place: place))
        }
      } catch let failure as CommandError {
        throw failure
      } catch { throw CommandError(describing: error) }
    }
  }
}
