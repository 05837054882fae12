import Fledgling
import FledglingJSON

extension MonitorGoal {
  /// The goal as it stands in the head of a ledger of episodes.
  var json: JSON {
    var members: [String: JSON?] = [
      "target": .string(target.rawValue), "cap": cap.map { .number($0) },
      "falseAlarmRate": .number(falseAlarmRate),
    ]
    switch bad {
    case nil: break
    case .labels(let labels): members["labels"] = .array(labels.sorted().map { .string($0) })
    case .above(let limit): members["above"] = .number(limit)
    case .below(let limit): members["below"] = .number(limit)
    }
    return JSON(sorted: members)
  }

  /// The goal in ``json``; `nil` for anything else.
  init?(_ json: JSON) {
    guard let target = json["target"]?.asString.flatMap(Target.init(rawValue:)),
      let rate = json["falseAlarmRate"]?.asNumber
    else { return nil }
    let cap = json["cap"]?.asNumber
    var bad: BadEnd?
    if case .array(let labels)? = json["labels"] {
      bad = .labels(Set(labels.compactMap(\.asString)))
    } else if let limit = json["above"]?.asNumber {
      bad = .above(limit)
    } else if let limit = json["below"]?.asNumber {
      bad = .below(limit)
    }
    self.init(target, cap: cap, bad: bad, falseAlarmRate: rate)
  }
}
