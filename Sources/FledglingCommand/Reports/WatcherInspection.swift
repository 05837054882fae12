import Fledgling

/// What a saved watcher knows.
struct WatcherInspection {
  private static let shown = 20

  let path: String
  let bytes: Int
  let watcher: Watcher

  /// For programs.
  var json: JSON {
    let (schema, goal) = (watcher.schema, watcher.goal)
    var members: [(String, JSON)] = [
      ("formatVersion", .integer(Learner.formatVersion)), ("bytes", .integer(bytes)),
      ("kind", .string("watch")), ("goal", .string(goal.target.rawValue)),
      ("target", .string(schema.target)), ("cap", .number(goal.cap)),
      ("bad", bad.map(JSON.string) ?? .null), ("alarmRate", .number(goal.falseAlarmRate)),
      ("timed", .bool(watcher.isTimed)), ("episodes", .integer(watcher.episodes)),
      ("steps", .integer(watcher.steps)), ("open", .integer(watcher.openEpisodes.count)),
      ("seed", .string(String(watcher.seed))),
      (
        "fields",
        .array(
          schema.fields.map { field in
            .object([("name", .string(field.name)), ("kind", .string(field.kind.rawValue))])
          })
      ),
    ]
    if schema.task == .classify {
      members.append(("classes", .array(watcher.classes.map(JSON.string))))
    }
    members.append(("stateHash", .string(watcher.stateHash)))
    return .object(members)
  }

  /// For people.
  var text: String {
    let goal = watcher.goal
    var lines = [Style.bold(headline), ""]
    if !watcher.classes.isEmpty {
      let shown = watcher.classes.prefix(WatcherInspection.shown).map(\.onOneLine)
      let rest = watcher.classes.count - shown.count
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
      "Format \(Learner.formatVersion), \(NumberText.bytes(bytes)), seed \(watcher.seed)",
      "State   \(watcher.stateHash)",
    ]
    return lines.joined(separator: "\n")
  }

  private var headline: String {
    let fields = NumberText.plural(watcher.schema.fields.count, "field")
    return "\(path.onOneLine) predicts \(watcher.goalWords) from \(fields); it has learned "
      + "\(NumberText.plural(watcher.episodes, "episode")) of "
      + NumberText.plural(watcher.steps, "step")
  }

  /// The ends that are warned of, in words.
  private var bad: String? {
    switch watcher.goal.bad {
    case .labels(let labels): labels.sorted().quotedList
    case .above(let limit): "more than \(NumberText.short(limit))"
    case .below(let limit): "less than \(NumberText.short(limit))"
    case nil: nil
    }
  }

  private var openLines: [String] {
    let open = watcher.openEpisodes
    guard !open.isEmpty else { return ["No episode is open."] }
    var table = TextTable([("open", .left), ("step", .right), ("value", .right), ("", .left)])
    for name in open.prefix(WatcherInspection.shown) {
      let outlook = watcher.outlook(of: name)
      let value =
        watcher.valueIsShare
        ? NumberText.percent(outlook?.value) : NumberText.short(outlook?.value)
      let curve = Sparkline.draw(
        watcher.curve(of: name), width: 24, scale: watcher.valueIsShare ? 0...1 : nil)
      table.add([name, outlook.map { NumberText.count($0.step) } ?? "–", value, curve])
    }
    let rest = open.count - WatcherInspection.shown
    return table.lines
      + (rest > 0 ? ["  and \(NumberText.plural(rest, "episode")) more"] : [])
  }

  private var fieldLines: [String] {
    let fields = watcher.schema.fields
    var table = TextTable([("field", .left), ("holds", .left)])
    for field in fields.prefix(WatcherInspection.shown) {
      table.add([field.name, field.kind.words])
    }
    let rest = fields.count - WatcherInspection.shown
    return table.lines + (rest > 0 ? ["  and \(NumberText.plural(rest, "field")) more"] : []) + [""]
  }
}
