extension MergeError: CodedError {
  /// A code that stays the same in every release, for programs that handle errors by kind.
  public var code: String {
    switch self {
    case .differentSchemas: "differentSchemas"
    case .differentOrders: "differentOrders"
    case .differentSeeds: "differentSeeds"
    case .overlap: "overlap"
    case .conflict: "conflict"
    case .incompleteReplay: "incompleteReplay"
    case .tooMany: "tooMany"
    case .tooLarge: "tooLarge"
    case .notKept: "notKept"
    case .tooManyClasses: "tooManyClasses"
    case .tooManyPins: "tooManyPins"
    }
  }
}
