/// A stored episode: its steps, and how it ended.
package struct EpisodeRecord: Sendable, Hashable {
  /// The state of an episode.
  package enum End: Sendable, Hashable {
    /// The episode is open.
    case open
    /// The episode ended with this outcome.
    case outcome(Outcome)
    /// The episode ended, and its steps imply the outcome.
    case complete
    /// The episode ended, and its outcome will never be known.
    case unknown

    /// The outcome, if it does not follow from the steps.
    package var outcome: Outcome? {
      if case .outcome(let outcome) = self { return outcome }
      return nil
    }
  }

  /// The episode's name.
  package let name: String
  /// Per step, its order: never decreasing.
  package private(set) var orders: [Double] = []
  /// Per step and column, a cell.
  package private(set) var cells: [UInt32] = []
  /// The episode's state.
  package var end = End.open

  package init(name: String) { self.name = name }

  /// The number of steps.
  package var count: Int { orders.count }
  var bytes: Int { cells.count * 4 + orders.count * 8 + name.utf8.count + EpisodeRecord.overhead }

  /// The bytes of an episode beside its steps.
  private static let overhead = 128

  package mutating func append(order: Double, cells: [UInt32]) {
    orders.append(order)
    self.cells += cells
  }

  /// The cells of one step.
  func step(_ index: Int, columns: Int) -> ArraySlice<UInt32> {
    cells[index * columns..<(index + 1) * columns]
  }

  /// A copy of the cells of one step.
  func cells(of index: Int, _ columns: Int) -> [UInt32] { Array(step(index, columns: columns)) }

  /// The episode's place in the canonical order: by its start if that is a time, by the number in
  /// its name, then by a hash.
  func key(isTimed: Bool) -> ExampleKey {
    ExampleKey(id: name, time: isTimed ? orders.first : nil)
  }
}

extension EpisodeRecord {
  /// Whether every step has this many cells.
  func fits(_ columns: Int) -> Bool { cells.count == count * columns }

  /// Whether another episode has these steps as its first ones.
  func isBegin(of other: EpisodeRecord) -> Bool {
    other.orders.starts(with: orders) && other.cells.starts(with: cells)
  }
}

extension EpisodeRecord: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(name)
    writer.write(orders)
    writer.write(cells)
    switch end {
    case .open: writer.write(UInt8(0))
    case .complete: writer.write(UInt8(1))
    case .unknown: writer.write(UInt8(2))
    case .outcome(.label(let label)):
      writer.write(UInt8(3))
      writer.write(label)
    case .outcome(.number(let number)):
      writer.write(UInt8(4))
      writer.write(number)
    }
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    name = try reader.read()
    orders = try reader.read()
    cells = try reader.read()
    switch try reader.read(UInt8.self) {
    case 0: end = .open
    case 1: end = .complete
    case 2: end = .unknown
    case 3: end = .outcome(.label(try reader.read()))
    case 4: end = .outcome(.number(try reader.read()))
    default: throw .damaged("episode \"\(name)\" ends in no known way")
    }
    guard !orders.isEmpty || cells.isEmpty, orders.allSatisfy(\.isFinite),
      zip(orders, orders.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw .damaged("the steps of episode \"\(name)\" are in no order") }
  }
}
