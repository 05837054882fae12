import Fledgling
import FledglingTables

/// The kinds as which the columns of a table were read, and the cells that could not be read so.
struct ColumnReading {
  /// The most columns that are named one by one.
  private static let named = 12
  /// The most columns whose odd cells are reported.
  private static let shown = 5

  let schema: Schema
  /// Counts for each field.
  private(set) var tallies: [ColumnTally]

  init(_ schema: Schema) {
    self.schema = schema
    tallies = schema.fields.map { _ in ColumnTally() }
  }

  /// Adds the counts of a table's decoder.
  mutating func add(_ decoder: RowDecoder) {
    for (index, tally) in decoder.tallies.enumerated() { tallies[index].add(tally) }
  }

  /// One line with the kinds of the columns; many columns are counted by kind.
  var line: String {
    let target = schema.task == .classification ? "class" : number(schema.target)
    var parts = schema.fields.map { "\($0.name.onOneLine) \(words($0))" }
    if parts.count > ColumnReading.named {
      parts = Field.Kind.allCases.compactMap { kind in
        let count = schema.fields.count { $0.kind == kind }
        return count > 0 ? NumberText.plural(count, kind.noun, kind.nouns) : nil
      }
    }
    return "read as: "
      + (parts + ["target \(schema.target.onOneLine) \(target)"])
      .joined(separator: ", ")
  }

  /// For programs.
  var json: JSON {
    .array(
      zip(schema.fields, tallies).map { field, tally in
        var members: [(String, JSON)] = [
          ("name", .string(field.name)), ("kind", .string(field.kind.rawValue)),
          ("format", schema.notation.formats[field.name].map(JSON.string) ?? .null),
        ]
        if !field.kind.isRich {
          members += [("missing", .integer(tally.missing)), ("odd", .integer(tally.odd))]
        }
        if let odd = tally.firstOdd {
          members += [("firstOdd", .string(odd)), ("firstOddLine", .integer(tally.firstLine))]
        }
        return .object(members)
      })
  }

  /// Sentences about cells that do not have the kind of their column.
  var remarks: [String] {
    let odd = zip(schema.fields, tallies).filter { $0.1.odd > 0 }
    let lines = odd.prefix(ColumnReading.shown).map { remark($0, $1) }
    let rest = odd.count - lines.count
    let more =
      rest > 0
      ? ["\(NumberText.plural(rest, "more column")) have cells that could not be read"] : []
    return lines + more + unitRemarks
  }

  /// Sentences about tables whose numbers stand without the unit they were learned with.
  private var unitRemarks: [String] {
    zip(schema.fields, tallies).compactMap { field, tally in
      let filled = tally.cells - tally.missing
      guard 2 * tally.withoutUnit > filled, let format = schema.notation.formats[field.name] else {
        return nil
      }
      return "\"\(field.name)\" holds numbers written as \(format), but "
        + "\(NumberText.count(tally.withoutUnit)) of \(NumberText.plural(filled, "cell")) have no "
        + "unit; they are read as if they had it"
    }
  }

  private func remark(_ field: Field, _ tally: ColumnTally) -> String {
    let filled = tally.cells - tally.missing
    let format = schema.notation.formats[field.name].map { " written as \($0)" } ?? ""
    let holds =
      switch field.kind {
      case .number: "numbers\(format)"
      case .dateTime: "dates\(format)"
      default: field.kind.words
      }
    let line = "line \(NumberText.count(tally.firstLine))"
    var text =
      "\"\(field.name)\" holds \(holds), but \(NumberText.count(tally.odd)) of "
      + "\(NumberText.plural(filled, "cell")) could not be read and are taken as missing: "
      + "\"\(tally.firstOdd ?? "")\" (\(line))"
    if 2 * tally.otherOrder > tally.odd {
      let option = field.isDayFirst ? "--month-first" : "--day-first"
      text +=
        "; they have the day and the month in the other order than the model; "
        + "\(option) \(field.name) reads this table so"
    }
    return text
  }

  private func words(_ field: Field) -> String {
    switch field.kind {
    case .number: number(field.name)
    case .dateTime:
      schema.notation.formats[field.name].map { "date \($0)" }
        ?? (field.isDayFirst ? "date day/month/year" : "date")
    default: field.kind.noun
    }
  }

  private func number(_ name: String) -> String {
    "number" + (schema.notation.formats[name].map { " \($0)" } ?? "")
  }
}

extension Field.Kind {
  /// One column of the kind.
  fileprivate var noun: String {
    switch self {
    case .number: "number"
    case .category: "category"
    case .boolean: "true/false"
    case .dateTime: "date"
    case .text: "text"
    case .vector: "vector"
    case .image: "picture"
    case .sequence: "sequence"
    }
  }

  fileprivate var nouns: String {
    switch self {
    case .category: "categories"
    case .boolean: "true/false"
    default: noun + "s"
    }
  }
}
