import Fledgling

extension Schema {
  /// The schema as it stands in a ledger's head.
  var json: JSONValue {
    let fields = fields.map { field in
      JSONValue(sorted: [
        "name": .text(field.name), "kind": .text(field.kind.rawValue),
        "dayFirst": field.isDayFirst ? .bool(true) : nil,
        "width": field.width > 0 ? .number(Double(field.width)) : nil,
      ])
    }
    let formats = notation.formats.mapValues { JSONValue?.some(.text($0)) }
    return JSONValue(sorted: [
      "fields": .array(fields), "target": .text(target), "task": .text(task.rawValue),
      "formats": formats.isEmpty ? nil : JSONValue(sorted: formats),
      "id": notation.idColumn.map(JSONValue.text),
      "missing": notation.missingWords.map { .array($0.map(JSONValue.text)) },
    ])
  }

  /// The schema that ``json`` tells; `nil` for anything else.
  init?(_ json: JSONValue) {
    guard case .array(let members)? = json["fields"], let target = json["target"]?.string,
      let task = json["task"]?.string.flatMap(LearningTask.init(rawValue:))
    else { return nil }
    var fields: [Field] = []
    for member in members {
      guard let name = member["name"]?.string,
        let kind = member["kind"]?.string.flatMap(Field.Kind.init(rawValue:))
      else { return nil }
      var width = 0
      if case .number(let number)? = member["width"] { width = Int(exactly: number) ?? 0 }
      fields.append(
        Field(name, kind, isDayFirst: member["dayFirst"] == .bool(true), width: width))
    }
    try? self.init(fields: fields, target: target, task: task, notation: Schema.notation(json))
  }

  /// How tables are written according to a ledger's head; plainly where it says nothing.
  private static func notation(_ json: JSONValue) -> TableNotation {
    var notation = TableNotation()
    notation.idColumn = json["id"]?.string
    if case .array(let words)? = json["missing"] {
      notation.missingWords = words.compactMap(\.string)
    }
    if case .object(let members)? = json["formats"] {
      for member in members { notation.formats[member.key] = member.value.string }
    }
    return notation
  }
}
