import Fledgling

/// Knowledge that is kept in a file between two runs.
protocol Saveable: Knowledge {
  /// What it is called, to follow "a".
  static var noun: String { get }
  /// The command that makes it.
  static var maker: String { get }
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
  /// How many bytes tell it.
  static let headSize = 8

  private static var kinds: [any Saveable.Type] { [Learner.self, Watcher.self] }

  /// What bytes are a snapshot of, by their beginning.
  static func kind(of bytes: [UInt8]) -> (any Saveable.Type)? {
    kinds.first { isSnapshot(bytes, of: $0) }
  }

  /// Whether bytes begin as a snapshot of a kind does.
  static func isSnapshot(_ bytes: [UInt8], of kind: any Saveable.Type) -> Bool {
    do {
      _ = try kind.init(snapshot: Array(bytes.prefix(headSize)))
      return true
    } catch {
      return error != .notASnapshot
    }
  }
}
