import Fledgling

extension ImageError: CodedError {
  /// The same in every release, for programs that distinguish errors.
  public var code: String {
    switch self {
    case .missingFile: "missingFile"
    case .directory: "directory"
    case .unreadable: "unreadable"
    case .tooManyBytes: "tooManyBytes"
    case .empty: "empty"
    case .notAnImage: "notAnImage"
    case .tooLarge: "tooLarge"
    case .damaged: "damaged"
    case .colours: "colours"
    }
  }
}
