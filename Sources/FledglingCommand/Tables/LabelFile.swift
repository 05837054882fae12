import FledglingTables

/// A file with a label for each row of another file: an array of one number a row, or a table with the
/// target among its columns.
struct LabelFile {
  let target: String
  let isQuiet: Bool

  /// The labels in the order of the rows; those of rows that cannot be read are empty.
  func read(_ path: String) throws(CommandError) -> [String] {
    do {
      return ArrayInput.isArray(path) ? try array(path) : try table(path)
    } catch { throw CommandError(error) }
  }

  private func array(_ path: String) throws(TableError) -> [String] {
    let file = try ArrayFile(path: path)
    guard file.width == 1 else {
      throw .arrayFormat(file: path, reason: "labels are one number a row, not \(file.width)")
    }
    var labels: [String] = []
    labels.reserveCapacity(file.count)
    for row in 0..<file.count { labels.append(try file.label(row: row)) }
    return labels
  }

  private func table(_ path: String) throws(TableError) -> [String] {
    let reader = try TableReader(path: path)
    guard let column = reader.columns.firstIndex(of: target) else {
      throw .missingColumns(file: path, names: [target])
    }
    var labels: [String] = []
    var record = TableRecord()
    while try reader.next(&record) {
      labels.append(record.fault == nil ? record.text(at: column) : "")
    }
    TableRemarks.show(reader.warnings, isQuiet: isQuiet)
    return labels
  }
}
