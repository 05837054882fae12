/// Detects when the loss of recent examples rises more than chance explains.
///
/// Every ``window`` examples, their mean loss is compared with that of all examples since the last
/// event; a rise of more than ``threshold`` standard errors is an event, and the reference starts
/// again.
struct DriftMonitor: Sendable {
  static let window = 100
  static let threshold = 4.5
  /// The maximum number of stored events; the oldest are dropped first.
  static let eventLimit = 64

  private(set) var events: [DriftEvent] = []
  private(set) var count = 0.0
  private(set) var sum = 0.0
  private(set) var squares = 0.0
  private(set) var recent = 0.0
  private(set) var waiting = 0

  init() {}

  /// Adds the loss of one example; returns whether it completed an event.
  @discardableResult
  mutating func record(_ loss: Double, example: Int) -> Bool {
    recent += loss
    waiting += 1
    squares += loss * loss
    guard waiting == DriftMonitor.window else { return false }
    let size = Double(DriftMonitor.window)
    let after = recent / size
    if count >= 3 * size {
      let before = sum / count
      let variance = max(1e-12, squares / (count + size) - before * before)
      if after - before > DriftMonitor.threshold * (variance / size).squareRoot() {
        if events.count == DriftMonitor.eventLimit { events.removeFirst() }
        events.append(DriftEvent(example: example, before: before, after: after))
        count = 0
        sum = 0
        squares = 0
        recent = 0
        waiting = 0
        return true
      }
    }
    count += size
    sum += recent
    recent = 0
    waiting = 0
    return false
  }
}

extension DriftMonitor: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(events)
    writer.write(count)
    writer.write(sum)
    writer.write(squares)
    writer.write(recent)
    writer.write(waiting)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    events = try reader.read()
    count = try reader.read()
    sum = try reader.read()
    squares = try reader.read()
    recent = try reader.read()
    waiting = try reader.read()
  }
}
