extension SchemaError: CodedError {
  /// The same in every release, for programs that tell errors apart.
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
