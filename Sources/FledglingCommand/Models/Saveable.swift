import Fledgling

/// What is kept in a file between two runs.
protocol Saveable {
  /// What it is called, to follow "a".
  static var noun: String { get }
  /// The command that makes it.
  static var maker: String { get }

  func snapshot() -> [UInt8]
  init(snapshot bytes: [UInt8]) throws(SnapshotError)
}

extension Learner: Saveable {
  static var noun: String { "model" }
  static var maker: String { "fledgling learn" }
}

extension Watcher: Saveable {
  static var noun: String { "watcher" }
  static var maker: String { "fledgling watch" }
}

typealias ModelFile = SavedFile<Learner>
typealias WatcherFile = SavedFile<Watcher>

/// Tells what snapshots are of.
enum Saved {
  private static var kinds: [any Saveable.Type] { [Learner.self, Watcher.self] }

  /// What bytes are a snapshot of, by their beginning.
  static func kind(of bytes: [UInt8]) -> (any Saveable.Type)? {
    kinds.first { isSnapshot(bytes, of: $0) }
  }

  /// Whether bytes begin as a snapshot of a kind does.
  static func isSnapshot(_ bytes: [UInt8], of kind: any Saveable.Type) -> Bool {
    do {
      _ = try kind.init(snapshot: Array(bytes.prefix(8)))
      return true
    } catch {
      return error != .notASnapshot
    }
  }
}
