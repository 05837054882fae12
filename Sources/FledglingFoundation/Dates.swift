import Fledgling
import Foundation

extension Value {
  /// The content of a date-time field.
  public static func date(_ date: Date) -> Value { .dateTime(date.timeIntervalSince1970) }
}

extension Learner {
  /// The learner that a snapshot holds.
  ///
  /// - Throws: ``SnapshotError`` if the bytes are of another kind, of another format, or damaged.
  public init(snapshot data: Data) throws(SnapshotError) { try self.init(snapshot: Array(data)) }
}

extension EpisodeMonitor {
  /// The monitor that a snapshot holds.
  ///
  /// - Throws: ``SnapshotError`` if the bytes are of another kind, of another format, or damaged.
  public init(snapshot data: Data) throws(SnapshotError) { try self.init(snapshot: Array(data)) }
}
