import Fledgling

/// What a saved monitor knows.
struct MonitorInspection {
  private static let shown = 20

  let path: String
  let bytes: Int
  let monitor: EpisodeMonitor

  /// For programs.
  var json: JSON {
    let (schema, goal) = (monitor.schema, monitor.goal)
    var members: [(String, JSON)] = [
      ("formatVersion", .integer(Learner.formatVersion)), ("bytes", .integer(bytes)),
      ("kind", .string("watch")), ("goal", .string(goal.target.rawValue)),
      ("target", .string(schema.target)), ("cap", .number(goal.cap)),
      ("bad", bad.map(JSON.string) ?? .null), ("alarmRate", .number(goal.falseAlarmRate)),
      ("timed", .bool(monitor.isTimed)), ("episodes", .integer(monitor.episodes)),
      ("steps", .integer(monitor.steps)), ("open", .integer(monitor.openEpisodes.count)),
      ("seed", .string(String(monitor.seed))),
      (
        "fields",
        .array(
          schema.fields.map { field in
            .object([("name", .string(field.name)), ("kind", .string(field.kind.rawValue))])
          })
      ),
    ]
    if schema.task == .classification {
      members.append(("classes", .array(monitor.classes.map(JSON.string))))
    }
    members.append(("stateHash", .string(monitor.stateHash)))
    return .object(members)
  }

  /// For people.
  var text: String {
    let goal = monitor.goal
    var lines = [Style.bold(headline), ""]
    if !monitor.classes.isEmpty {
      let shown = monitor.classes.prefix(MonitorInspection.shown).map(\.onOneLine)
      let rest = monitor.classes.count - shown.count
      lines.append(
        "Ends: " + shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : ""))
    }
    if let cap = goal.cap {
      lines.append("Remaining amounts are capped at \(NumberText.short(cap)).")
    }
    if let bad {
      lines.append(
        "Warns of \(bad.onOneLine); at most \(NumberText.percent(goal.falseAlarmRate)) of other episodes "
          + "raise an alarm.")
    }
    lines += openLines + [""] + fieldLines
    lines += [
      "Format \(Learner.formatVersion), \(NumberText.bytes(bytes)), seed \(monitor.seed)",
      "State   \(monitor.stateHash)",
    ]
    return lines.joined(separator: "\n")
  }

  private var headline: String {
    let fields = NumberText.plural(monitor.schema.fields.count, "field")
    return "\(path.onOneLine) predicts \(monitor.goalWords) from \(fields); it has learned "
      + "\(NumberText.plural(monitor.episodes, "episode")) of "
      + NumberText.plural(monitor.steps, "step")
  }

  /// The ends that are warned of, in words.
  private var bad: String? {
    switch monitor.goal.bad {
    case .labels(let labels): labels.sorted().quotedList
    case .above(let limit): "more than \(NumberText.short(limit))"
    case .below(let limit): "less than \(NumberText.short(limit))"
    case nil: nil
    }
  }

  private var openLines: [String] {
    let open = monitor.openEpisodes
    guard !open.isEmpty else { return ["No episode is open."] }
    var table = TextTable([("open", .left), ("step", .right), ("value", .right), ("", .left)])
    for name in open.prefix(MonitorInspection.shown) {
      let forecast = monitor.forecast(of: name)
      let value =
        monitor.valueIsShare
        ? NumberText.percent(forecast?.value) : NumberText.short(forecast?.value)
      let curve = Sparkline.draw(
        monitor.curve(of: name), width: 24, scale: monitor.valueIsShare ? 0...1 : nil)
      table.add([name, forecast.map { NumberText.count($0.step) } ?? "–", value, curve])
    }
    let rest = open.count - MonitorInspection.shown
    return table.lines
      + (rest > 0 ? ["  and \(NumberText.plural(rest, "episode")) more"] : [])
  }

  private var fieldLines: [String] {
    let fields = monitor.schema.fields
    var table = TextTable([("field", .left), ("holds", .left)])
    for field in fields.prefix(MonitorInspection.shown) {
      table.add([field.name, field.kind.words])
    }
    let rest = fields.count - MonitorInspection.shown
    return table.lines + (rest > 0 ? ["  and \(NumberText.plural(rest, "field")) more"] : []) + [""]
  }
}
