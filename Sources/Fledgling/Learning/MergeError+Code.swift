extension MergeError: CodedError {
  /// The same in every release, for programs that tell errors apart.
  public var code: String {
    switch self {
    case .differentSchemas: "differentSchemas"
    case .differentOrders: "differentOrders"
    case .differentSeeds: "differentSeeds"
    case .overlap: "overlap"
    case .conflict: "conflict"
    case .differentViews: "differentViews"
    case .tooMany: "tooMany"
    case .tooLarge: "tooLarge"
    case .notKept: "notKept"
    case .tooManyClasses: "tooManyClasses"
    case .tooManyPins: "tooManyPins"
    }
  }
}
