import Fledgling

extension Prediction {
  /// For programs.
  var json: JSON {
    switch self {
    case .unknown: return .null
    case .label(let said):
      return .object([
        ("label", .string(said.label)), ("probability", .number(Double(said.probability))),
      ])
    case .number(let said):
      return .object([
        ("value", .number(said.value)), ("lower", .number(said.lower)),
        ("upper", .number(said.upper)),
      ])
    }
  }
}
