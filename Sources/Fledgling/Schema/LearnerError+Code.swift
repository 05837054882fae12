extension LearnerError: CodedError {
  /// A code that stays the same in every release, for programs that handle errors by kind.
  public var code: String {
    switch self {
    case .fieldCount: "fieldCount"
    case .unknownField: "unknownField"
    case .vectorWidth: "vectorWidth"
    case .vectorNotFinite: "vectorNotFinite"
    case .outcomeKind: "outcomeKind"
    case .outcomeNotFinite: "outcomeNotFinite"
    case .tooManyClasses: "tooManyClasses"
    case .alreadyLearned: "alreadyLearned"
    case .unlearned: "unlearned"
    case .pinNameTaken: "pinNameTaken"
    case .rounded: "rounded"
    case .tooManyPins: "tooManyPins"
    }
  }
}
