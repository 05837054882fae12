import FledglingSystem

typealias System = FledglingSystem.System

extension FledglingSystem.System {
  /// What a path leads to.
  static func kind(of path: String) -> Files.Kind { Files.kind(of: path) }

  /// What is open under a number.
  static func kind(of descriptor: Int32) -> Files.Kind { Files.kind(of: descriptor) }

  /// The size of a file in bytes; 0 if there is none.
  static func size(of path: String) -> Int { Files.size(of: path) }
}
