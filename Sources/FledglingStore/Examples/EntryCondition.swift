import Fledgling

/// The condition that one part of an entry equals a text.
struct EntryCondition: Sendable, Hashable {
  private enum Part: Hashable {
    case field(Int)
    case id, source, job, outcome
  }

  private let name: String
  private let part: Part
  private let sought: FieldValue

  /// The name is a field's, or that of a column all entries have; a field goes first.
  init(_ name: String, equals sought: FieldValue, _ schema: Schema) throws(LedgerError) {
    self.name = name
    self.sought = sought
    part = try EntryCondition.part(name, schema).part
  }

  /// A text is the number that it spells where numbers stand.
  init(_ name: String, equals text: String, _ schema: Schema) throws(LedgerError) {
    self.name = name
    let kind: Field.Kind
    (part, kind) = try EntryCondition.part(name, schema)
    guard kind.isNumeric else {
      sought = .text(text)
      return
    }
    guard let number = Double(text) else { throw .notANumber(text, field: name) }
    // A date-time is kept as a number, whatever it was written like.
    sought = kind == .number ? FieldValue(number, written: text) : .number(number)
  }

  private static func part(
    _ name: String, _ schema: Schema
  ) throws(LedgerError) -> (part: Part, kind: Field.Kind) {
    if let index = schema.fields.firstIndex(where: { $0.name == name }) {
      return (.field(index), schema.fields[index].kind)
    }
    switch name {
    case "id": return (.id, .text)
    case "source": return (.source, .text)
    case "job": return (.job, .text)
    case "outcome", schema.target:
      return (.outcome, schema.task == .regression ? .number : .category)
    default: throw .fieldUnknown(name)
    }
  }

  /// - Throws: ``LedgerError/inexact(field:)`` if that cannot be decided.
  func holds(for entry: LedgerEntry) throws(LedgerError) -> Bool {
    switch content(of: entry).compare(sought) {
    case .same: return true
    case .different: return false
    case .unclear: throw .inexact(field: name)
    }
  }

  private func content(of entry: LedgerEntry) -> FieldValue {
    func text(_ text: String?) -> FieldValue { text.map { .text($0) } ?? .missing }
    switch part {
    case .id: return text(entry.id)
    case .source: return text(entry.source)
    case .job: return text(entry.job)
    case .outcome:
      switch entry.outcome {
      case nil: return .missing
      case .label(let label): return .text(label)
      case .number(let number): return .number(number)
      }
    case .field(let index): return entry.fields[index]
    }
  }
}
