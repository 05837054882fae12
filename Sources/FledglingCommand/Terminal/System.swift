import FledglingSystem

typealias System = FledglingSystem.System

extension FledglingSystem.System {
  /// The kind of file at a path.
  static func kind(of path: String) -> Files.Kind { Files.kind(of: path) }

  /// The kind of file that is open under a descriptor.
  static func kind(of descriptor: Int32) -> Files.Kind { Files.kind(of: descriptor) }

  /// The size of a file in bytes; 0 if there is none.
  static func size(of path: String) -> Int { Files.size(of: path) }
}
