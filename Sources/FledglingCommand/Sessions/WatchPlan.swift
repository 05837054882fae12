import Fledgling
import FledglingTables

/// What a first look at all rows told of the episodes in them.
///
/// Takes some 100 bytes an episode.
struct WatchPlan {
  /// An episode, as far as its rows say something of it.
  struct Entry {
    /// Which of all episodes it was to appear.
    let number: Int
    /// What orders its first step.
    let start: Double
    /// How many rows name it.
    var rows = 0
    /// Whether it is among those to be learned rather than judged.
    var isTaught = false

    fileprivate var last = -Double.infinity
    fileprivate var outcome: UInt64 = 0
    fileprivate var outcomes = 0
    fileprivate var varies = false

    /// - Returns: whether the row comes after a later step.
    fileprivate mutating func add(_ key: StepKey) -> Bool {
      rows += 1
      if let outcome = key.outcome {
        let hash = StableHash(outcome.text).bits
        if outcomes == 0 { self.outcome = hash }
        outcomes += 1
        if hash != self.outcome { varies = true }
      }
      defer { last = max(last, key.order) }
      return key.order < last
    }
  }

  /// The most classes that are remembered.
  private static let labelLimit = 1_000
  /// A column that contradicts itself in more than this share of episodes changes within them.
  private static let variableShare = 0.05

  private(set) var entries: [UInt64: Entry] = [:]
  /// How many rows name an episode.
  private(set) var rows = 0
  /// How many of them come after a later step of their episode.
  private(set) var disordered = 0
  /// The classes, in the order in which they first appeared.
  private(set) var labels: [String] = []

  /// Reads all tables.
  init(_ tables: WatchTables, _ columns: WatchColumns, isOutcomeNeeded: Bool) throws(Failure) {
    var known: Set<String> = []
    for index in tables.files.paths.indices where !Interruption.isRequested {
      let (reader, dayFirst) = try tables.open(index)
      var keys = try StepKeyReader(
        columns, reader, dayFirst: dayFirst, isOutcomeNeeded: isOutcomeNeeded)
      var record = TableRecord()
      do {
        while try reader.next(&record), !Interruption.isRequested {
          guard let key = try? keys.read(record) else { continue }
          note(key)
          if case .label(let label) = key.outcome, labels.count < WatchPlan.labelLimit,
            known.insert(label).inserted
          {
            labels.append(label)
          }
        }
      } catch { throw Failure(error) }
    }
  }

  private mutating func note(_ key: StepKey) {
    rows += 1
    let number = entries.count
    let isLate = entries[key.hash, default: Entry(number: number, start: key.order)].add(key)
    if isLate { disordered += 1 }
  }

  /// Whether the outcome's column changes within episodes, so that their last value is the outcome.
  ///
  /// A slip in one episode of many does not make it so, as a field would then tell the outcome of all
  /// the others.
  var outcomeVaries: Bool {
    let told = entries.values.count { $0.outcomes > 1 }
    let changing = entries.values.count { $0.varies }
    return changing > 0 && Double(changing) > WatchPlan.variableShare * Double(told)
  }

  /// Whether many rows come after a later step of their episode.
  var isDisordered: Bool { disordered >= 5 && 100 * disordered > rows }

  /// Chooses the episodes to be learned.
  ///
  /// - Parameters:
  ///   - share: how many of all.
  ///   - isTimed: whether begins are times, so that the first to begin are taken; else it is the first
  ///     to appear.
  /// - Complexity: O(n log n).
  mutating func teach(_ share: Double, isTimed: Bool) {
    let order = entries.sorted { first, second in
      let (one, other) = (first.value, second.value)
      return isTimed && one.start != other.start
        ? one.start < other.start : one.number < other.number
    }
    let count = Int((share * Double(order.count)).rounded())
    for (hash, _) in order.prefix(count) { entries[hash]?.isTaught = true }
  }

  /// How many episodes are to be learned.
  var taught: Int { entries.values.count { $0.isTaught } }
}
