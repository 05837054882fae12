/// What was learned: it can be saved, compared, merged with others of its kind, rebuilt, and parted
/// from what must not be known.
///
/// A ``Learner`` knows examples by their ids, a ``EpisodeMonitor`` episodes by their names.
public protocol Knowledge: Sendable {
  /// All of it as bytes.
  func snapshot() -> [UInt8]
  /// What ``snapshot()`` wrote.
  init(snapshot bytes: [UInt8]) throws(SnapshotError)

  /// The SHA-256, in hexadecimal, of what is known; after ``consolidate()`` it does not depend on the
  /// order in which that came.
  var stateHash: String { get }
  /// Whether all that was learned is kept, so that everything can be rebuilt from it.
  var isComplete: Bool { get }

  /// Rebuilds everything from what is kept, in its canonical order.
  mutating func consolidate()

  /// Takes in all that another one learned, and consolidates.
  ///
  /// - Throws: ``MergeError``; nothing has then changed.
  mutating func merge(_ other: Self) throws(MergeError)

  /// Takes out what was learned under these ids, all or none; it does not come back.
  ///
  /// - Returns: how much was taken out, and which ids had been unlearned before.
  /// - Throws: ``UnlearnError``; nothing has then changed.
  @discardableResult
  mutating func unlearn(ids: some Collection<String>) throws(UnlearnError) -> Unlearned
}

/// What came of unlearning.
public struct Unlearned: Sendable, Hashable {
  /// How many examples or episodes were taken out.
  public let count: Int
  /// The ids of those that had been unlearned before, sorted.
  public let before: [String]

  init(count: Int, before: [String]) {
    self.count = count
    self.before = before.sorted()
  }
}

/// Why nothing was unlearned.
public struct UnlearnError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The ids under which nothing was ever learned, sorted.
  public let unknown: [String]
  /// The ids of what was learned and is not kept any more, sorted: this takes a ledger.
  public let notKept: [String]

  init(unknown: [String], notKept: [String]) {
    self.unknown = unknown.sorted()
    self.notKept = notKept.sorted()
  }

  /// A sentence that says what is wrong.
  public var description: String {
    func list(_ ids: [String]) -> String { ids.map { "\"\($0)\"" }.joined(separator: ", ") }
    var parts: [String] = []
    if !unknown.isEmpty { parts.append("never learned under this id: \(list(unknown))") }
    if !notKept.isEmpty {
      parts.append("learned, but not kept any more: \(list(notKept)); this takes a ledger")
    }
    return parts.joined(separator: "; ")
  }
}

extension Learner: Knowledge {
  /// Takes in all that another learner learned, and consolidates: see ``Merger``, which counts what came
  /// twice.
  ///
  /// - Throws: ``MergeError``; the learner is then as it was.
  /// - Complexity: O(examples kept); about as long as learning them a second time, or less.
  public mutating func merge(_ other: Learner) throws(MergeError) {
    var merger = Merger()
    try merger.add(self)
    try merger.add(other)
    if let merged = merger.finish() { self = merged }
  }
}
