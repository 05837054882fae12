import Fledgling

extension WatchGoal {
  /// The goal as it stands in the head of a ledger of episodes.
  var json: JSONValue {
    var members: [String: JSONValue?] = [
      "target": .text(target.rawValue), "cap": cap.map { .number($0) },
      "falseAlarmRate": .number(falseAlarmRate),
    ]
    switch bad {
    case nil: break
    case .labels(let labels): members["labels"] = .array(labels.sorted().map { .text($0) })
    case .above(let limit): members["above"] = .number(limit)
    case .below(let limit): members["below"] = .number(limit)
    }
    return JSONValue(sorted: members)
  }

  /// The goal that ``json`` tells; `nil` for anything else.
  init?(_ json: JSONValue) {
    guard let target = json["target"]?.string.flatMap(Target.init(rawValue:)),
      case .number(let rate)? = json["falseAlarmRate"]
    else { return nil }
    var cap: Double?
    if case .number(let number)? = json["cap"] { cap = number }
    var bad: BadEnd?
    if case .array(let labels)? = json["labels"] {
      bad = .labels(Set(labels.compactMap(\.string)))
    } else if case .number(let limit)? = json["above"] {
      bad = .above(limit)
    } else if case .number(let limit)? = json["below"] {
      bad = .below(limit)
    }
    self.init(target, cap: cap, bad: bad, falseAlarmRate: rate)
  }
}
