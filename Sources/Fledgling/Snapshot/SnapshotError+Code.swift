extension SnapshotError: CodedError {
  /// A code that stays the same in every release, for programs that handle errors by kind.
  public var code: String {
    switch self {
    case .notASnapshot: "notASnapshot"
    case .newer: "newer"
    case .older: "older"
    case .newerSection: "newerSection"
    case .damaged: "damaged"
    }
  }
}
