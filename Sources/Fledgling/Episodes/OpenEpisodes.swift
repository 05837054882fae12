/// The open episodes, by name.
struct OpenEpisodes: Sendable {
  private var slots: [OpenEpisode] = []
  private var places: [String: Int] = [:]
  private var free: [Int] = []
  /// Places in the order of the episodes' last steps.
  private var recency = LRUIndex(capacity: .max)
  /// The bytes of steps and state.
  private(set) var bytes = 0
  private var begun: UInt64 = 0

  var count: Int { places.count }

  /// The names, in the order in which the episodes started.
  var names: [String] {
    places.sorted { slots[$0.value].number < slots[$1.value].number }.map(\.key)
  }

  func place(of name: String) -> Int? { places[name] }

  /// Marks an episode as the one with the latest step.
  mutating func touch(_ place: Int) { _ = recency.touch(UInt64(place)) }

  /// The least recently updated episodes, without which the others take at most `limit` bytes;
  /// never the last one.
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

  /// Whether every step has this many cells.
  func fits(columns: Int) -> Bool {
    places.values.allSatisfy {
      slots[$0].record.cells.count == slots[$0].record.count * columns
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

  /// Updates every open episode.
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

/// One open episode.
struct OpenEpisode: Sendable {
  var record: EpisodeRecord
  var memory: PrefixState
  var loop: LoopState
  var curve = ThinnedCurve()
  var forecast: Forecast?
  /// The value after the last step, and the alarm in force.
  var value: Double?
  var alarm: Alarm?
  /// The episode's number in the order of starts.
  var number: UInt64 = 0

  static let gone = OpenEpisode(
    record: EpisodeRecord(name: ""), memory: PrefixState(), loop: LoopState(numbers: 0))

  var bytes: Int { record.bytes + memory.bytes + loop.bytes + ThinnedCurve.limit * 4 }
}
