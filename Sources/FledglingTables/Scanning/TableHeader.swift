/// The names of the columns of a CSV file.
struct TableHeader {
  private(set) var names: [String]
  let file: String

  /// Reads the names; a column without one is called `column` and its position.
  init(_ record: borrowing TableRecord, file: String) throws(TableError) {
    guard record.found <= TableLimits.columns else {
      throw .tooManyColumns(file: file, count: record.found)
    }
    self.file = file
    names = []
    for index in 0..<record.count {
      let cell = record.bytes(at: index)
      if cell.contains(0) { throw .notText(file: file, line: record.line) }
      names.append(String(decoding: cell.trimmed, as: UTF8.self))
    }
    for index in names.indices where names[index].isEmpty {
      names[index] = unused("column\(index + 1)")
    }
    try checkUnique()
  }

  /// Adds a column in front for the row numbers, which R writes without a header.
  mutating func addRowNumbers() throws(TableError) {
    guard names.count < TableLimits.columns else {
      throw .tooManyColumns(file: file, count: names.count + 1)
    }
    names.insert(unused("row"), at: 0)
  }

  private func unused(_ name: String) -> String {
    var name = name
    while names.contains(name) { name += "_" }
    return name
  }

  private func checkUnique() throws(TableError) {
    var positions: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let first = positions.updateValue(index, forKey: name) {
        throw .duplicateColumn(file: file, name: name, first: first + 1, second: index + 1)
      }
    }
  }
}
