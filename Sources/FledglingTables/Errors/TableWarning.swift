/// Something about a table that its owner should know and that does not stop the reading.
public struct TableWarning: Sendable, Hashable, CustomStringConvertible {
  /// The path of the file, or `standard input`.
  public let file: String
  /// A JSON key that is not among the columns and is ignored.
  public let key: String
  /// The line on which the key was met first, from 1.
  public let line: Int

  /// One line that says what was ignored and where it began.
  public var description: String {
    "\(file), line \(line): the key \"\(key)\" is not among the columns and is ignored"
  }
}
