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
    return JSONValue(sorted: [
      "fields": .array(fields), "target": .text(target), "task": .text(task.rawValue),
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
    try? self.init(fields: fields, target: target, task: task)
  }
}
