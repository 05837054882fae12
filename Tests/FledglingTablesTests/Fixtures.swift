@testable import FledglingTables

struct Row: Hashable {
  var line: Int
  var cells: [String]
  var fault: RowFault?
}

extension TableReader {
  func rows() throws(TableError) -> [Row] {
    var record = TableRecord()
    var rows: [Row] = []
    while try next(&record) {
      let cells = (0..<record.count).map { record.text(at: $0) }
      rows.append(
        Row(line: record.line, cells: record.fault == nil ? cells : [], fault: record.fault))
    }
    return rows
  }

  func cells() throws(TableError) -> [[String]] { try rows().map(\.cells) }

  convenience init(
    chunk: Int, path: String, format: TableFormat = .automatic
  ) throws(TableError) {
    let source = try ByteSource(file: RawFile(path: path), chunk: chunk)
    try self.init(
      source: TextSource(source, chunk: chunk), format: format, delimiter: nil, keys: nil,
      chunk: chunk)
  }
}

func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
  Array(text.utf8).withUnsafeBufferPointer(body)
}

/// The error that an operation throws, or nil.
func failure(_ body: () throws(TableError) -> Void) -> TableError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
