import Fledgling

extension LedgerError: CodedError {
  /// The same in every release, for programs that distinguish errors.
  public var code: String {
    switch self {
    case .missing: "missing"
    case .exists: "exists"
    case .notALedger: "notALedger"
    case .ofEpisodes: "ofEpisodes"
    case .ofExamples: "ofExamples"
    case .damaged: "damaged"
    case .newer: "newer"
    case .held: "held"
    case .full: "full"
    case .readOnly: "readOnly"
    case .system: "system"
    case .idsKnown: "idsKnown"
    case .idsErased: "idsErased"
    case .idUnknown: "idUnknown"
    case .fieldCount: "fieldCount"
    case .fieldKind: "fieldKind"
    case .tooLong: "tooLong"
    case .notFinite: "notFinite"
    case .fieldUnknown: "fieldUnknown"
    case .notANumber: "notANumber"
    case .inexact: "inexact"
    case .malformed: "malformed"
    case .line: "line"
    case .conflict: "conflict"
    case .unlike: "unlike"
    case .interrupted: "interrupted"
    case .stopped: "stopped"
    case .learner: "learner"
    case .monitor: "monitor"
    }
  }
}
