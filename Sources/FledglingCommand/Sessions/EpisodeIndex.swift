import Fledgling
import FledglingTables

/// The episodes that a first pass over all rows finds.
///
/// Takes some 250 bytes an episode.
struct EpisodeIndex {
  /// An episode, as far as its rows say something of it.
  struct Entry {
    /// Which episode of its name it is, counted from one.
    var copy: Int
    /// The order of its first step.
    var start: Double
    /// How many rows it has.
    var rows = 0
    /// Whether a row says that it is the last.
    var hasEnd = false
    /// Whether its rows are not in order.
    var isDisordered = false
    /// Whether it is among those to be learned rather than judged.
    var isTaught = false

    fileprivate var last: Double
    fileprivate var told = 0
    fileprivate var outcome: UInt64 = 0
    fileprivate var varies = false

    fileprivate init(_ segment: WatchSegment, copy: Int) {
      self.copy = copy
      start = segment.first
      last = segment.last
      add(segment, isCopy: false)
    }

    fileprivate mutating func add(_ segment: WatchSegment, isCopy: Bool) {
      rows += segment.rows
      hasEnd = hasEnd || segment.hasEnd
      guard !isCopy else { return }
      if segment.isDisordered || rows > segment.rows && segment.first < last { isDisordered = true }
      start = min(start, segment.first)
      last = max(last, segment.last)
      if told > 0, segment.told > 0, outcome != segment.outcome { varies = true }
      if told == 0 { outcome = segment.outcome }
      told += segment.told
      varies = varies || segment.varies
    }
  }

  /// The most classes that are remembered.
  private static let labelLimit = 1_000

  /// The episodes, in the order of their first rows.
  private(set) var entries: [Entry] = []
  /// Where the episodes of each name's segments are.
  private var places: [UInt64: [Int32]] = [:]
  /// How many rows name an episode.
  private(set) var rows = 0
  /// The classes, in the order in which they first appeared.
  private(set) var labels: [String] = []
  /// Episodes that have the name of an earlier one.
  private(set) var renamed = 0

  /// Reads all tables.
  init(_ tables: WatchTables, _ columns: WatchColumns, isOutcomeNeeded: Bool) throws(CommandError) {
    var segments: [WatchSegment] = []
    var latest: [UInt64: Int] = [:]
    var tracker = SegmentTracker()
    var known: Set<String> = []
    let comparesRows = tables.files.paths.count > 1
    try tables.forEachKey(columns, isOutcomeNeeded: isOutcomeNeeded) { file, key, record in
      rows += 1
      if let start = tracker.place(key, file: file).start {
        let segment = WatchSegment(key, previous: latest[key.hash], start: start, file: file)
        latest[key.hash] = segments.count
        segments.append(segment)
      }
      if let place = latest[key.hash] {
        segments[place].add(key, digest: comparesRows ? WatchSegment.digest(record) : 0)
      }
      if case .label(let label) = key.outcome, labels.count < EpisodeIndex.labelLimit,
        known.insert(label).inserted
      {
        labels.append(label)
      }
    }
    unite(segments, EpisodeCuts(segments, falls: tracker.falls), comparesRows)
  }

  /// Makes episodes of segments.
  private mutating func unite(
    _ segments: [WatchSegment], _ cuts: EpisodeCuts, _ comparesRows: Bool
  ) {
    /// The episodes of segments.
    var homes: [Int32] = []
    for segment in segments {
      guard let previous = segment.previous else {
        places[segment.name] = [Int32(entries.count)]
        homes.append(Int32(entries.count))
        entries.append(Entry(segment, copy: 1))
        continue
      }
      var home = homes[previous]
      var earlier: Int? = comparesRows ? previous : nil
      while let place = earlier, !segment.isCopy(of: segments[place]) {
        earlier = segments[place].previous
      }
      if let earlier {
        home = homes[earlier]
        entries[Int(home)].add(segment, isCopy: true)
      } else if cuts.isCut(segment, after: segments[previous]) {
        let copies = Set(places[segment.name] ?? []).count
        home = Int32(entries.count)
        entries.append(Entry(segment, copy: copies + 1))
        renamed += 1
      } else {
        entries[Int(home)].add(segment, isCopy: false)
      }
      homes.append(home)
      places[segment.name, default: []].append(home)
    }
  }

  /// Where the episode of a row is.
  func place(_ key: StepKey, segment: Int) -> Int? {
    guard let homes = places[key.hash], segment < homes.count else { return nil }
    return Int(homes[segment])
  }

  /// The episodes of one name, in the order of their first rows.
  func places(of name: UInt64) -> [Int] {
    var found: [Int] = []
    for place in places[name] ?? [] where !found.contains(Int(place)) { found.append(Int(place)) }
    return found
  }

  /// Says which episode of its name one is, where earlier runs had some.
  mutating func rename(_ place: Int, copy: Int, isKnown: Bool) {
    renamed -= entries[place].copy > 1 ? 1 : 0
    entries[place].copy = copy
    renamed += copy > 1 && !isKnown ? 1 : 0
  }

  /// Whether the outcome's column changes within episodes, so that their last value is the outcome.
  ///
  /// A slip in one episode of many does not make it so, as a field would then show the outcome of all
  /// the others.
  var outcomeVaries: Bool {
    let told = entries.lazy.filter { $0.told > 1 }
    return EpisodeCuts.isMore(told.count { $0.varies }, of: told.count)
  }

  /// How many episodes have rows in no order.
  var disordered: Int { entries.count { $0.isDisordered } }

  /// Chooses the episodes to be learned.
  ///
  /// - Parameters:
  ///   - share: how many of all.
  ///   - isTimed: whether begins are times, so that the first to begin are taken; else it is the first
  ///     to appear.
  /// - Complexity: O(n log n).
  mutating func teach(_ share: Double, isTimed: Bool) {
    let order = entries.indices.sorted { one, other in
      isTimed && entries[one].start != entries[other].start
        ? entries[one].start < entries[other].start : one < other
    }
    let count = Int((share * Double(order.count)).rounded())
    for place in order.prefix(count) { entries[place].isTaught = true }
  }

  /// How many episodes are to be learned.
  var taught: Int { entries.count { $0.isTaught } }
}
