/// The episodes that go on, by name.
struct OpenEpisodes: Sendable {
  private var slots: [OpenEpisode] = []
  private var places: [String: Int] = [:]
  private var free: [Int] = []
  /// Places by when their episodes last took a step.
  private var recency = RecencyList(capacity: .max)
  /// Bytes that steps and state take.
  private(set) var bytes = 0
  private var begun: UInt64 = 0

  var count: Int { places.count }

  /// In the order of their begin.
  var names: [String] {
    places.sorted { slots[$0.value].number < slots[$1.value].number }.map(\.key)
  }

  func place(of name: String) -> Int? { places[name] }

  /// Makes an episode the one that took the last step.
  mutating func touch(_ place: Int) { _ = recency.touch(UInt64(place)) }

  /// The episodes that took no step for longest, and without which the others take no more than so
  /// many bytes; never the last.
  ///
  /// - Complexity: O(open episodes).
  func leastRecent(beyond limit: Int) -> [String] {
    var names: [String] = []
    var left = bytes
    for entry in recency.oldestFirst.dropLast() {
      guard left > limit else { break }
      let episode = slots[Int(recency.key(at: entry))]
      left -= episode.bytes
      names.append(episode.record.name)
    }
    return names
  }

  subscript(place: Int) -> OpenEpisode {
    get { slots[place] }
    _modify {
      let before = slots[place].bytes
      yield &slots[place]
      bytes += slots[place].bytes - before
    }
  }

  mutating func begin(_ episode: OpenEpisode) -> Int {
    var episode = episode
    episode.number = begun
    begun += 1
    bytes += episode.bytes
    let place: Int
    if let given = free.popLast() {
      place = given
      slots[place] = episode
    } else {
      place = slots.count
      slots.append(episode)
    }
    places[episode.record.name] = place
    touch(place)
    return place
  }

  /// Changes every open episode.
  mutating func forEach(_ body: (inout OpenEpisode) -> Void) {
    for place in places.values.sorted() { body(&self[place]) }
  }

  mutating func remove(_ place: Int) {
    bytes -= slots[place].bytes
    places[slots[place].record.name] = nil
    slots[place] = .gone
    _ = recency.remove(UInt64(place))
    free.append(place)
  }
}

/// One episode that goes on.
struct OpenEpisode: Sendable {
  var record: EpisodeRecord
  var memory: EpisodeMemory
  var curve = ValueCurve()
  var outlook: Outlook?
  /// The value after the last step, and the alarm in force.
  var value: Double?
  var alarm: Alarm?
  /// Which of all episodes it was to begin.
  var number: UInt64 = 0

  static let gone = OpenEpisode(record: EpisodeRecord(name: ""), memory: EpisodeMemory())

  var bytes: Int { record.bytes + memory.bytes + ValueCurve.limit * 4 }
}

/// A value along the steps of an episode, thinned by halves.
struct ValueCurve: Sendable, Hashable {
  static let limit = 64

  private(set) var values: [Float] = []
  private var stride = 1
  private var skipped = 0

  mutating func append(_ value: Float) {
    skipped += 1
    guard skipped == stride else { return }
    skipped = 0
    if values.count == ValueCurve.limit {
      values = (0..<ValueCurve.limit / 2).map { values[2 * $0 + 1] }
      stride *= 2
      skipped = stride / 2
      return append(value)
    }
    values.append(value)
  }
}

extension OpenEpisodes: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(names.compactMap { places[$0].map { slots[$0] } })
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let episodes: [OpenEpisode] = try reader.read()
    for episode in episodes {
      guard places[episode.record.name] == nil else {
        throw .damaged("two open episodes are named \"\(episode.record.name)\"")
      }
      _ = begin(episode)
    }
  }
}

extension OpenEpisode: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(record)
    writer.write(curve)
    writer.write(value ?? .nan)
    writer.write(alarm)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    record = try reader.read()
    memory = EpisodeMemory()
    curve = try reader.read()
    let last = try reader.read(Double.self)
    value = last.isNaN ? nil : last
    alarm = try reader.read()
  }
}

extension ValueCurve: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(values)
    writer.write(stride)
    writer.write(skipped)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    values = try reader.read()
    stride = try reader.read()
    skipped = try reader.read()
    guard values.count <= ValueCurve.limit, stride > 0, (0..<stride).contains(skipped) else {
      throw .damaged("the curve of an episode does not fit together")
    }
  }
}

extension Alarm: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(step)
    writer.write(risk)
    writer.write(pValue)
    writer.write(saving)
    writer.write(causes.map(\.field))
    writer.write(causes.map(\.change))
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    step = try reader.read()
    risk = try reader.read()
    pValue = try reader.read()
    saving = try reader.read()
    let fields: [String] = try reader.read()
    let changes: [Double] = try reader.read(count: fields.count)
    causes = zip(fields, changes).map { Cause(field: $0, change: $1) }
  }
}
