import Fledgling

/// The contents of a saved learner.
struct Inspection {
  private static let shown = 20

  let path: String
  let bytes: Int
  let learner: Learner

  /// For programs.
  var json: JSON {
    let schema = learner.schema
    var members: [(String, JSON)] = [
      ("formatVersion", .integer(Learner.formatVersion)), ("bytes", .integer(bytes)),
      ("kind", .string(schema.task.rawValue)), ("target", .string(schema.target)),
      ("examples", .integer(learner.count)), ("seed", .string(String(learner.seed))),
      ("fields", .array(fields.map { $0.summary.json(width: $0.width) })),
    ]
    if schema.task == .classification {
      let classes = zip(learner.classes, learner.classCounts).map { label, count in
        JSON.object([("label", .string(label)), ("examples", .integer(count))])
      }
      members.append(("classes", .array(classes)))
    }
    members += [
      ("experts", .array(learner.experts.map(\.json))),
      ("driftEvents", .array(learner.driftEvents.map(\.json))),
      ("encoderHash", .string(learner.encoderHash)), ("stateHash", .string(learner.stateHash)),
    ]
    return .object(members)
  }

  /// For people.
  var text: String {
    var lines = [Style.bold(headline), ""]
    if learner.schema.task == .classification { lines += classLines }
    lines += fieldLines + expertLines + driftLines
    lines += [
      "Format \(Learner.formatVersion), \(NumberText.bytes(bytes)), seed \(learner.seed)",
      "Encoder \(learner.encoderHash)", "State   \(learner.stateHash)",
    ]
    return lines.joined(separator: "\n")
  }

  private var headline: String {
    let schema = learner.schema
    let kind = schema.task == .classification ? "the class" : "the number"
    let fields = NumberText.plural(schema.fields.count, "field")
    return "\(path.onOneLine) predicts \(kind) \"\(schema.target.onOneLine)\" from \(fields); "
      + "it has learned \(NumberText.plural(learner.count, "example"))"
  }

  private var classLines: [String] {
    let classes = zip(learner.classes, learner.classCounts).sorted { $0.1 > $1.1 }
    var table = TextTable([("class", .left), ("examples", .right), ("share", .right)])
    for (label, count) in classes.prefix(Inspection.shown) {
      let share = Double(count) / Double(max(learner.count, 1))
      table.add([label, NumberText.count(count), NumberText.percent(share)])
    }
    return table.lines + rest(classes.count, "class", "classes") + [""]
  }

  /// A summary of each field, with the width of vectors.
  private var fields: [(summary: FieldSummary, width: Int)] {
    zip(learner.fieldSummaries, learner.schema.fields).map { ($0, $1.width) }
  }

  private var fieldLines: [String] {
    // Fields whose relevance is not measured come first.
    let fields = fields.sorted { first, second in
      (first.summary.tellsByItself ? first.summary.relevance : 2)
        > (second.summary.tellsByItself ? second.summary.relevance : 2)
    }
    var table = TextTable([
      ("field", .left), ("holds", .left), ("missing", .right), ("distinct", .right),
      ("relevance", .left),
    ])
    for (field, width) in fields.prefix(Inspection.shown) {
      let kind = field.kind.words + (width > 0 ? " of \(NumberText.count(width)) numbers" : "")
      let isNear = field.kind == .number || field.kind == .dateTime
      table.add([
        field.name, kind, NumberText.percent(Double(field.missingShare)),
        field.kind.isRich ? "–" : (isNear ? "~" : "") + NumberText.count(field.distinct),
        field.tellsByItself ? Blocks.bar(Double(field.relevance), width: 10) : "–",
      ])
    }
    return table.lines + rest(fields.count, "field", "fields") + [""]
  }

  private func rest(_ count: Int, _ noun: String, _ nouns: String) -> [String] {
    guard count > Inspection.shown else { return [] }
    return ["  and \(NumberText.plural(count - Inspection.shown, noun, nouns)) more"]
  }

  private var expertLines: [String] {
    guard learner.count > 0, !learner.experts.isEmpty else { return [] }
    return ExpertTable(learner: learner).lines + [""]
  }

  private var driftLines: [String] {
    guard let last = learner.driftEvents.last else { return [] }
    let times = NumberText.plural(learner.driftEvents.count, "time")
    return [
      "Drift was detected \(times), last at example \(NumberText.count(last.example)).", "",
    ]
  }
}

extension FieldSummary {
  /// Whether its relevance is measured.
  fileprivate var tellsByItself: Bool { !kind.isRich && kind != .sequence }

  fileprivate func json(width: Int) -> JSON {
    var members: [(String, JSON)] = [("name", .string(name)), ("kind", .string(kind.rawValue))]
    if width > 0 { members.append(("width", .integer(width))) }
    members += [
      ("missingShare", .number(Double(missingShare))),
      ("distinct", kind.isRich ? .null : .integer(distinct)),
      ("relevance", tellsByItself ? .number(Double(relevance)) : .null),
    ]
    return .object(members)
  }
}
