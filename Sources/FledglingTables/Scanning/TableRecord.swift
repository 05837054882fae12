/// One row of a table: where it begins and the bytes of its cells.
///
/// A record is made once and filled again by each ``TableReader/next(_:)``.  Its cells lie in the
/// reader's memory and mean nothing any more after the next call to the reader.
public struct TableRecord: ~Copyable {
  /// The line on which the record begins, from 1; 0 before the record was filled.
  public internal(set) var line = 0
  /// How many rows of the table come before.
  public internal(set) var row = 0
  /// How many cells can be looked at; 0 if the row is malformed JSON.
  public internal(set) var count = 0
  /// The fault of the row, if any.
  public internal(set) var fault: RowFault? {
    get { problem }
    set {
      problem = newValue
      isSound = newValue == nil
    }
  }

  /// Whether the text ends inside the row's line, so that something may have been cut off.
  public internal(set) var isCutOff = false

  var found = 0
  var hasEscapes = false
  // To look at the fault itself takes longer than to read a cell.
  private(set) var isSound = true
  private var problem: RowFault?
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var cells: UnsafeMutablePointer<Cell>
  private(set) var capacity: Int
  // Keeps the bytes alive even if the reader has moved on to other memory.
  private var buffer: ByteBuffer

  /// A range of bytes, counted from the beginning of the record.
  struct Cell {
    var start: UInt32
    var length: UInt32

    static var empty: Cell { Cell(start: 0, length: 0) }
    static let escapeFlag: UInt32 = 1 << 31
  }

  /// A record without cells.
  public init() {
    buffer = ByteBuffer(capacity: 1)
    base = buffer.base
    capacity = 16
    cells = .allocate(capacity: capacity)
    cells.initialize(repeating: .empty, count: capacity)
  }

  deinit { cells.deallocate() }

  /// The bytes of a cell, without its quotes and escapes but with any spaces around it.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func withCell<Result>(
    at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    body(bytes(at: index))
  }

  /// The text of a cell; bytes that are not UTF-8 become U+FFFD.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func text(at index: Int) -> String { String(decoding: bytes(at: index), as: UTF8.self) }

  @inline(__always)
  func bytes(at index: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(index >= 0 && index < count, "no such cell")
    let cell = cells[index]
    return UnsafeBufferPointer(start: base + Int(cell.start), count: Int(cell.length))
  }

  mutating func begin(line: Int) {
    self.line = line
    count = 0
    found = 0
    hasEscapes = false
    isCutOff = false
    if !isSound { fault = nil }
  }

  /// Counts a cell, and remembers it unless the table has too many columns anyway.
  @inline(__always)
  mutating func append(start: Int, length: UInt32) {
    found += 1
    guard count <= TableLimits.columns else { return }
    if count == capacity { reserve(capacity * 2) }
    cells[count] = Cell(start: UInt32(truncatingIfNeeded: start), length: length)
    count += 1
  }

  mutating func set(_ index: Int, start: Int, length: Int) {
    cells[index] = Cell(start: UInt32(start), length: UInt32(length))
  }

  mutating func replace(_ index: Int, length: UInt32) { cells[index].length = length }

  /// Adds empty cells until there are as many as asked for.
  mutating func pad(to width: Int) {
    guard width > count else { return }
    reserve(width)
    (cells + count).update(repeating: .empty, count: width - count)
    count = width
    found = width
  }

  /// Leaves out the cells behind the first ones.
  mutating func cut(to width: Int) {
    count = min(count, width)
    found = width
  }

  mutating func attach(_ buffer: ByteBuffer, at base: UnsafeMutablePointer<UInt8>) {
    if self.buffer !== buffer { self.buffer = buffer }
    self.base = base
  }

  mutating func reserve(_ width: Int) {
    guard width > capacity else { return }
    let larger = UnsafeMutablePointer<Cell>.allocate(capacity: width)
    larger.initialize(repeating: .empty, count: width)
    larger.update(from: cells, count: count)
    cells.deallocate()
    cells = larger
    capacity = width
  }
}
