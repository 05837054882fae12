import FledglingTables

/// The column of row numbers that R and pandas write without a name.
enum RowNumberColumn {
  // The reader's name for a first column without a name, and that of pandas.
  private static let names: Set<String> = ["row", "column1", "Unnamed: 0"]

  /// The name of the first column if it has no name of its own and only numbers the rows.
  static func find(_ reader: TableReader) throws(TableError) -> String? {
    guard reader.format == .csv, reader.columns.count > 1, let name = reader.columns.first,
      names.contains(name)
    else { return nil }
    var numbers: Set<Int> = []
    var count = 0
    var last: Int?
    // Tables that were put one behind the other count from the beginning again.
    var steps = 0
    var record = TableRecord()
    for row in 0..<(try reader.sample(SchemaInference.sampleLimit)) {
      guard reader.look(at: row, into: &record), record.fault == nil, record.count > 0 else {
        continue
      }
      guard let number = Int(record.text(at: 0)) else { return nil }
      numbers.insert(number)
      if let last, number == last + 1 { steps += 1 }
      last = number
      count += 1
    }
    let isCounter = numbers.count == count || 10 * steps >= 9 * (count - 1)
    return count > 1 && isCounter ? name : nil
  }
}
