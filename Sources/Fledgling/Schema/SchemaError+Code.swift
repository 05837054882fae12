extension SchemaError: CodedError {
  /// A code that stays the same in every release, for programs that handle errors by kind.
  public var code: String {
    switch self {
    case .duplicateName: "duplicateName"
    case .tooManyFields: "tooManyFields"
    case .tooManyRichFields: "tooManyRichFields"
    case .vectorWidth: "vectorWidth"
    case .severalSequences: "severalSequences"
    }
  }
}
