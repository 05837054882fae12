/// Memory that lives as long as anything refers to it.
final class ByteBuffer {
  let base: UnsafeMutablePointer<UInt8>
  let capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
    // A stale record may look at bytes that were never written.
    base.initialize(repeating: 0, count: self.capacity)
  }

  deinit { base.deallocate() }
}

/// The part of a text that has been read and not yet consumed, in one piece of memory.
///
/// It grows only as far as the longest unfinished record needs.
final class ByteWindow {
  let source: TextSource
  private(set) var buffer: ByteBuffer
  private var start = 0
  private var end = 0
  /// The line on which the window begins, from 1.
  var line = 1
  /// The line of the first byte that is not UTF-8 although no other encoding was named.
  private(set) var foreignLine: Int?
  private let chunk: Int
  private let capacityLimit: Int

  init(source: TextSource, chunk: Int) {
    self.source = source
    self.chunk = chunk
    capacityLimit = TableLimits.recordBytes + max(chunk, 1 << 16)
    buffer = ByteBuffer(capacity: max(chunk, 2 * TextSource.leastRoom))
  }

  var bytes: UnsafeMutablePointer<UInt8> { buffer.base + start }
  var count: Int { end - start }

  func consume(_ count: Int) { start += count }

  /// Reads more; false at the end of the text.
  ///
  /// - Throws: ``TableError`` if reading fails or the window already holds more than one record
  ///   may have.
  func fill() throws(TableError) -> Bool {
    try checkLength(count)
    if start > 0, buffer.capacity - end < buffer.capacity / 2 {
      buffer.base.update(from: bytes, count: count)
      end -= start
      start = 0
    }
    if buffer.capacity - end < TextSource.leastRoom { grow() }
    let room = min(max(chunk, TextSource.leastRoom), buffer.capacity - end)
    let added: Int
    do {
      added = try source.read(
        into: UnsafeMutableRawBufferPointer(start: buffer.base + end, count: room))
    } catch {
      throw error.moved(by: line - 1 + lines(count))
    }
    if let offset = source.takeForeignOffset() {
      foreignLine = line + lines(end - start + offset)
    }
    end += added
    return added > 0
  }

  func checkLength(_ count: Int) throws(TableError) {
    guard count <= TableLimits.recordBytes else {
      throw .recordTooLong(file: source.name, line: line, limit: TableLimits.recordBytes)
    }
  }

  /// Drops blank lines; the first byte behind them that is not blank.
  func skipBlank() throws(TableError) -> UInt8 {
    var position = 0
    while true {
      while position < count {
        let byte = bytes[position]
        guard byte <= 0x20, byte != 0 else { return byte }
        position += 1
        if byte == UInt8(ascii: "\n") {
          line += 1
          consume(position)
          position = 0
        }
      }
      guard try fill() else { throw .empty(file: source.name) }
    }
  }

  /// Whether a line ends in the first bytes, whichever way.
  func hasLineEnd(within count: Int) -> Bool {
    (0..<min(count, self.count)).contains { place in
      bytes[place] == UInt8(ascii: "\n") || bytes[place] == UInt8(ascii: "\r")
    }
  }

  /// How many lines end in the first bytes, whichever way.
  private func lines(_ count: Int) -> Int {
    (0..<count).count { place in
      bytes[place] == UInt8(ascii: "\n")
        || bytes[place] == UInt8(ascii: "\r") && place + 1 < count
          && bytes[place + 1] != UInt8(ascii: "\n")
    }
  }

  private func grow() {
    let larger = ByteBuffer(capacity: min(buffer.capacity * 2, capacityLimit))
    larger.base.update(from: bytes, count: count)
    end -= start
    start = 0
    buffer = larger
  }
}
