/// Copies of records that were looked at before their time.
struct RecordStore {
  private struct Entry {
    let start: Int
    let firstCell: Int
    let count: Int
    let found: Int
    let line: Int
    let isCutOff: Bool
    let fault: RowFault?
  }

  private var buffer = ByteBuffer(capacity: 1 << 10)
  private var used = 0
  private var cells: [TableRecord.Cell] = []
  private var entries: [Entry] = []

  var count: Int { entries.count }
  var byteCount: Int { used }

  mutating func append(_ record: borrowing TableRecord) {
    var length = 0
    for index in 0..<record.count {
      length += Int(record.cells[index].length)
    }
    makeRoom(length)
    let start = used
    let firstCell = cells.count
    for index in 0..<record.count {
      let cell = record.cells[index]
      let size = Int(cell.length)
      (buffer.base + used).update(from: record.base + Int(cell.start), count: size)
      cells.append(TableRecord.Cell(start: UInt32(used - start), length: cell.length))
      used += size
    }
    entries.append(
      Entry(
        start: start, firstCell: firstCell, count: record.count, found: record.found,
        line: record.line, isCutOff: record.isCutOff, fault: record.fault))
  }

  func load(_ index: Int, into record: inout TableRecord) {
    let entry = entries[index]
    record.begin(line: entry.line)
    for cell in cells[entry.firstCell..<(entry.firstCell + entry.count)] {
      record.append(start: Int(cell.start), length: cell.length)
    }
    record.found = entry.found
    record.isCutOff = entry.isCutOff
    record.fault = entry.fault
    record.attach(buffer, at: buffer.base + entry.start)
  }

  private mutating func makeRoom(_ length: Int) {
    guard used + length > buffer.capacity else { return }
    let larger = ByteBuffer(capacity: max(buffer.capacity * 2, used + length))
    larger.base.update(from: buffer.base, count: used)
    buffer = larger
  }
}
