/// A learned state that can be saved, compared, merged, rebuilt and unlearned in parts.
///
/// A ``Learner`` identifies examples by their ids, an ``EpisodeMonitor`` identifies episodes by
/// their names.
public protocol Knowledge: Sendable {
  /// The whole state as bytes.
  func snapshot() -> [UInt8]
  /// Restores the state that ``snapshot()`` wrote.
  ///
  /// - Parameter bytes: the result of ``snapshot()``.
  /// - Throws: ``SnapshotError`` if the bytes are damaged or of another kind or format.
  init(snapshot bytes: [UInt8]) throws(SnapshotError)

  /// The SHA-256 of the learned state, in hexadecimal; after ``consolidate()`` it does not depend
  /// on the order of learning.
  var stateHash: String { get }
  /// Whether everything learned is stored, so that the state can be rebuilt completely.
  var isComplete: Bool { get }

  /// Rebuilds the state from the stored examples or episodes, in their canonical order.
  mutating func consolidate()

  /// Adds everything that another instance learned, and consolidates.
  ///
  /// - Parameter other: the instance to add.
  /// - Throws: ``MergeError``; nothing has changed then.
  mutating func merge(_ other: Self) throws(MergeError)

  /// Unlearns the examples or episodes with these ids, all or none; they cannot be learned again.
  ///
  /// - Parameter ids: the ids of examples, or the names of episodes.
  /// - Returns: the number unlearned, and the ids that had been unlearned before.
  /// - Throws: ``UnlearnError``; nothing has changed then.
  @discardableResult
  mutating func unlearn(ids: some Collection<String>) throws(UnlearnError) -> Unlearned
}

/// The result of unlearning.
public struct Unlearned: Sendable, Hashable {
  /// The number of examples or episodes that were unlearned.
  public let count: Int
  /// The ids that had been unlearned before, sorted.
  public let before: [String]

  init(count: Int, before: [String]) {
    self.count = count
    self.before = before.sorted()
  }
}

/// The reason why nothing was unlearned.
public struct UnlearnError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The ids under which nothing was ever learned, sorted.
  public let unknown: [String]
  /// The ids of examples or episodes that are no longer stored, sorted; only a ledger can unlearn
  /// them.
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
      parts.append(
        "learned, but no longer stored: \(list(notKept)); only a ledger can unlearn them")
    }
    return parts.joined(separator: "; ")
  }
}

extension Learner: Knowledge {
  /// Adds everything that another learner learned, and consolidates; ``Merger`` also counts
  /// duplicates.
  ///
  /// - Parameter other: the learner to add.
  /// - Throws: ``MergeError``; the learner is unchanged then.
  /// - Complexity: O(examples stored); takes at most about as long as learning them again.
  public mutating func merge(_ other: Learner) throws(MergeError) {
    var merger = Merger()
    try merger.add(self)
    try merger.add(other)
    if let merged = merger.finish() { self = merged }
  }
}
