/// The places of a buffer in which the newest element replaces the oldest once it is full.
struct Ring: Sendable {
  let capacity: Int
  private(set) var count = 0
  /// The place of the oldest element; 0 until the buffer is full.
  private(set) var oldest = 0

  init(capacity: Int, count: Int = 0) {
    self.capacity = capacity
    self.count = count
  }

  var isFull: Bool { count == capacity }

  /// The place of the next element: a free one, or that of the oldest if the buffer is full.
  var next: Int { isFull ? oldest : count }

  /// Takes the next place.
  @discardableResult
  mutating func advance() -> Int {
    let place = next
    if isFull {
      oldest = oldest + 1 == capacity ? 0 : oldest + 1
    } else {
      count += 1
    }
    return place
  }

  /// The place of the `age`th element, counted from the oldest.
  @inline(__always)
  func place(_ age: Int) -> Int {
    let place = oldest + age
    return place < count ? place : place - count
  }
}

// Not `SnapshotCodable`: its bytes could be copied, but not all of them are a ring.
extension Ring {
  func write(to writer: inout SnapshotWriter) {
    writer.write(capacity)
    writer.write(count)
    writer.write(oldest)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    capacity = try reader.read()
    count = try reader.read()
    oldest = try reader.read()
    guard capacity > 0, (0...capacity).contains(count),
      oldest == 0 || (isFull && (0..<capacity).contains(oldest))
    else { throw .damaged("\(count) of \(capacity) places are taken, the oldest is \(oldest)") }
  }
}
