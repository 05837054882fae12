/// The names of the columns of a CSV file.
struct TableHeader {
  private(set) var names: [String]
  let file: String

  /// The cells as they are written in the header, without blanks around them.
  private let cells: [[UInt8]]

  /// Reads the names from the first cells; a column without one is called `column` and its position.
  init(
    _ record: borrowing TableRecord, names count: Int, file: String
  ) throws(TableError) {
    guard record.found <= TableLimits.columns else {
      throw .tooManyColumns(file: file, count: record.found)
    }
    self.file = file
    var cells: [[UInt8]] = []
    for index in 0..<min(count, record.count) {
      let cell = record.bytes(at: index)
      if cell.contains(0) { throw .notText(file: file, line: record.line) }
      cells.append(Array(cell.trimmed))
    }
    self.cells = cells
    names = cells.map { String(decoding: $0, as: UTF8.self) }
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

  /// Whether a row says the same as the header, as where tables were put one behind the other.
  func isRepeated(by record: borrowing TableRecord) -> Bool {
    // In most rows the last cell differs, and no other needs to be looked at.
    let last = cells.count - 1
    guard last > 0, record.count > last,
      record.found <= cells.count || record.isBlank(from: last + 1)
    else { return false }
    for index in stride(from: last, to: 0, by: -1) {
      guard TableHeader.isEqual(record.bytes(at: index).trimmed, cells[index]) else { return false }
    }
    return TableHeader.isEqual(TableHeader.unmarked(record.bytes(at: 0)), cells[0])
  }

  private static func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ name: [UInt8]) -> Bool {
    text.count == name.count && name.withUnsafeBufferPointer { text.equals($0) }
  }

  /// A first cell without a byte order mark, and without the quotes that it hides.
  private static func unmarked(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    // The mark is trimmed like other invisible characters.
    let rest = cell.trimmed
    guard rest.count > 1, rest.first == UInt8(ascii: "\""), rest.last == UInt8(ascii: "\"") else {
      return rest
    }
    return UnsafeBufferPointer(rebasing: rest[1..<(rest.count - 1)]).trimmed
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
