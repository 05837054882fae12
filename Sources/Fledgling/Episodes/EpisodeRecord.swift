/// What is kept of one episode: its steps, and how it ended.
package struct EpisodeRecord: Sendable, Hashable {
  /// How an episode stands.
  package enum End: Sendable, Hashable {
    /// It goes on.
    case open
    /// It ended, and this came of it.
    case outcome(Outcome)
    /// It ended, and its steps tell the rest.
    case complete
    /// Nobody will ever tell what came of it.
    case unknown

    /// What came of it, if that is not a matter of its steps.
    package var outcome: Outcome? {
      if case .outcome(let outcome) = self { return outcome }
      return nil
    }
  }

  /// The episode's name.
  package let name: String
  /// Per step, what orders them: never falling.
  package private(set) var orders: [Double] = []
  /// Per step and column, a cell.
  package private(set) var cells: [UInt32] = []
  /// How it ended.
  package var end = End.open

  package init(name: String) { self.name = name }

  /// How many steps there are.
  package var count: Int { orders.count }
  var bytes: Int { cells.count * 4 + orders.count * 8 + name.utf8.count + EpisodeRecord.overhead }

  /// What an episode takes beside its steps.
  private static let overhead = 128

  package mutating func append(order: Double, cells: [UInt32]) {
    orders.append(order)
    self.cells += cells
  }

  /// The cells of one step.
  func step(_ index: Int, columns: Int) -> ArraySlice<UInt32> {
    cells[index * columns..<(index + 1) * columns]
  }

  /// The cells of one step, by themselves.
  func cells(of index: Int, _ columns: Int) -> [UInt32] { Array(step(index, columns: columns)) }

  /// Where the episode stands among others: by its start where that is a time, by the number in its
  /// name, then by a hash.
  func key(isTimed: Bool) -> ExampleKey {
    ExampleKey(id: name, time: isTimed ? orders.first : nil)
  }
}

extension EpisodeRecord {
  /// Whether there are as many cells as so many columns make.
  func fits(_ columns: Int) -> Bool { cells.count == count * columns }

  /// Whether another episode goes on from here, with the same steps so far.
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
