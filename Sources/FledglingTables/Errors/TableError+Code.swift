import Fledgling

extension TableError: CodedError {
  /// The same in every release, for programs that distinguish errors.
  public var code: String {
    switch self {
    case .missingFile: "missingFile"
    case .directory: "directory"
    case .unreadable: "unreadable"
    case .readFailure: "readFailure"
    case .truncatedGzip: "truncatedGzip"
    case .corruptGzip: "corruptGzip"
    case .empty: "empty"
    case .notText: "notText"
    case .foreignFormat: "foreignFormat"
    case .undecodable: "undecodable"
    case .unevenRows: "unevenRows"
    case .jsonArray: "jsonArray"
    case .malformedObjects: "malformedObjects"
    case .noObjects: "noObjects"
    case .noColumns: "noColumns"
    case .duplicateColumn: "duplicateColumn"
    case .tooManyColumns: "tooManyColumns"
    case .recordTooLong: "recordTooLong"
    case .unterminatedQuote: "unterminatedQuote"
    case .unknownColumn: "unknownColumn"
    case .missingColumns: "missingColumns"
    case .targetDropped: "targetDropped"
    case .arrayFormat: "arrayFormat"
    case .arrayTooShort: "arrayTooShort"
    case .rangeHolds: "rangeHolds"
    case .rangeBackwards: "rangeBackwards"
    case .rangeWidth: "rangeWidth"
    case .noVectors: "noVectors"
    case .arrayWidth: "arrayWidth"
    case .targetIsNoNumber: "targetIsNoNumber"
    case .unusableSchema: "unusableSchema"
    }
  }
}
