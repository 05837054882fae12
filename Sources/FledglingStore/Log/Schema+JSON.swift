import Fledgling
import FledglingJSON

extension Schema {
  /// The schema as it stands in a ledger's head.
  var json: JSON {
    let fields = fields.map { field in
      JSON(sorted: [
        "name": .string(field.name), "kind": .string(field.kind.rawValue),
        "dayFirst": field.isDayFirst ? .bool(true) : nil,
        "width": field.width > 0 ? .number(Double(field.width)) : nil,
      ])
    }
    let formats = notation.formats.mapValues { JSON?.some(.string($0)) }
    return JSON(sorted: [
      "fields": .array(fields), "target": .string(target), "task": .string(task.rawValue),
      "formats": formats.isEmpty ? nil : JSON(sorted: formats),
      "id": notation.idColumn.map(JSON.string),
      "missing": notation.missingWords.map { .array($0.map(JSON.string)) },
    ])
  }

  /// The schema in ``json``; `nil` for anything else.
  init?(_ json: JSON) {
    guard case .array(let members)? = json["fields"], let target = json["target"]?.asString,
      let task = json["task"]?.asString.flatMap(LearningTask.init(rawValue:))
    else { return nil }
    var fields: [Field] = []
    for member in members {
      guard let name = member["name"]?.asString,
        let kind = member["kind"]?.asString.flatMap(Field.Kind.init(rawValue:))
      else { return nil }
      var width = 0
      if let number = member["width"]?.asNumber { width = Int(exactly: number) ?? 0 }
      fields.append(
        Field(name, kind, isDayFirst: member["dayFirst"] == .bool(true), width: width))
    }
    try? self.init(fields: fields, target: target, task: task, notation: Schema.notation(json))
  }

  /// How tables are written according to a ledger's head; plainly where it says nothing.
  private static func notation(_ json: JSON) -> TableNotation {
    var notation = TableNotation()
    notation.idColumn = json["id"]?.asString
    if case .array(let words)? = json["missing"] {
      notation.missingWords = words.compactMap(\.asString)
    }
    if case .object(let members)? = json["formats"] {
      for member in members { notation.formats[member.key] = member.value.asString }
    }
    return notation
  }
}
