import Fledgling

extension RowFault: CodedError {
  /// The code of the ``problem``.
  public var code: String { problem.code }
}

extension RowFault.Problem {
  /// The same in every release, for programs that distinguish errors.
  public var code: String {
    switch self {
    case .ragged: "ragged"
    case .malformedJSON: "malformedJSON"
    case .nestedJSON: "nestedJSON"
    case .notNumber: "notNumber"
    case .notDate: "notDate"
    case .notBoolean: "notBoolean"
    case .targetNotFinite: "targetNotFinite"
    case .cellTooLong: "cellTooLong"
    case .notVector: "notVector"
    case .emptyVector: "emptyVector"
    case .vectorWidth: "vectorWidth"
    case .vectorNumber: "vectorNumber"
    case .rangeNumber: "rangeNumber"
    case .noSuchRow: "noSuchRow"
    case .unreadableFile: "unreadableFile"
    case .image: "image"
    }
  }
}
