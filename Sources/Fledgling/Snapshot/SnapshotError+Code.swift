extension SnapshotError: CodedError {
  /// The same in every release, for programs that tell errors apart.
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
