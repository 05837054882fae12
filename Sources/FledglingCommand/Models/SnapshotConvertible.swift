import Fledgling

/// Knowledge that is kept in a file between two runs.
protocol SnapshotConvertible: Knowledge {
  /// Its noun, to follow "a".
  static var noun: String { get }
  /// The command that makes it.
  static var maker: String { get }
}

extension Learner: SnapshotConvertible {
  static var noun: String { "model" }
  static var maker: String { "fledgling learn" }
}

extension EpisodeMonitor: SnapshotConvertible {
  static var noun: String { "monitor" }
  static var maker: String { "fledgling watch" }
}

typealias ModelFile = SnapshotFile<Learner>
typealias MonitorFile = SnapshotFile<EpisodeMonitor>

/// Recognises the kind of a snapshot.
enum SnapshotKind {
  /// The number of bytes that identify the kind.
  static let headSize = 8

  private static var kinds: [any SnapshotConvertible.Type] { [Learner.self, EpisodeMonitor.self] }

  /// The kind of a snapshot, by its first bytes.
  static func kind(of bytes: [UInt8]) -> (any SnapshotConvertible.Type)? {
    kinds.first { isSnapshot(bytes, of: $0) }
  }

  /// Whether bytes begin as a snapshot of a kind does.
  static func isSnapshot(_ bytes: [UInt8], of kind: any SnapshotConvertible.Type) -> Bool {
    do {
      _ = try kind.init(snapshot: Array(bytes.prefix(headSize)))
      return true
    } catch {
      return error != .notASnapshot
    }
  }
}
