/// The stored episodes that ended, for refits and for unlearning.
///
/// Bounded: beyond ``cellLimit`` cells or ``stepLimit`` steps the oldest eighth is dropped.
struct EpisodeBuffer: Sendable {
  /// The maximum number of stored cells: 32 mebibytes.
  static let cellLimit = 1 << 23
  /// The maximum number of stored steps.
  static let stepLimit = 1 << 18

  let columns: Int
  private(set) var records: [EpisodeRecord] = []
  /// The places of records, by the hashes of their names.
  private var places: [UInt64: Int] = [:]
  private(set) var steps = 0
  /// The number of episodes dropped to make room for others.
  private(set) var dropped = 0

  init(columns: Int) { self.columns = columns }

  /// The maximum number of steps with this many columns.
  var limit: Int { min(EpisodeBuffer.stepLimit, EpisodeBuffer.cellLimit / max(1, columns)) }

  mutating func add(_ record: EpisodeRecord) {
    places[EpisodeMonitor.hash(record.name)] = records.count
    records.append(record)
    steps += record.count
    guard steps > limit else { return }
    var gone = 0
    while steps > limit - limit / 8, gone < records.count {
      steps -= records[gone].count
      gone += 1
    }
    records.removeFirst(gone)
    dropped += gone
    index()
  }

  private mutating func index() {
    places.removeAll(keepingCapacity: true)
    for (place, record) in records.enumerated() { places[EpisodeMonitor.hash(record.name)] = place }
  }

  /// Removes an episode.
  ///
  /// - Returns: whether it was stored.
  mutating func remove(_ name: String) -> Bool {
    guard let place = place(of: name) else { return false }
    steps -= records[place].count
    records.remove(at: place)
    index()
    return true
  }

  mutating func leaveOut(_ names: IDSet) {
    records.removeAll { names.contains(EpisodeMonitor.hash($0.name)) }
    steps = records.reduce(0) { $0 + $1.count }
    index()
  }

  private func place(of name: String) -> Int? {
    places[EpisodeMonitor.hash(name)].flatMap { records[$0].name == name ? $0 : nil }
  }

  func record(of name: String) -> EpisodeRecord? { place(of: name).map { records[$0] } }

  func holds(_ record: EpisodeRecord) -> Bool { self.record(of: record.name) == record }

  mutating func sort(isTimed: Bool) {
    let keys = records.map { $0.key(isTimed: isTimed) }
    records = records.indices.sorted { keys[$0] < keys[$1] }.map { records[$0] }
    index()
  }
}

extension EpisodeBuffer: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(columns)
    writer.write(records)
    writer.write(dropped)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init(columns: try reader.read())
    records = try reader.read()
    dropped = try reader.read()
    steps = records.reduce(0) { $0 + $1.count }
    index()
    guard (0...1 << 16).contains(columns), dropped >= 0,
      records.allSatisfy({ $0.cells.count == $0.count * columns })
    else { throw .damaged("the stored episodes do not fit together") }
  }
}
