import Fledgling

/// That one part of an entry is what a text says.
struct EntryCondition: Sendable, Hashable {
  private enum Part: Hashable {
    case field(Int)
    case id, source, job, outcome
  }

  private let part: Part
  private let text: String
  /// The number that the text spells.
  private let number: Double?

  /// The name is a field's, or that of a column all entries have; a field goes first.
  init(_ name: String, equals text: String, _ schema: Schema) throws(LedgerError) {
    var isNumeric = false
    if let index = schema.fields.firstIndex(where: { $0.name == name }) {
      part = .field(index)
      isNumeric = schema.fields[index].kind.isNumeric
    } else {
      switch name {
      case "id": part = .id
      case "source": part = .source
      case "job": part = .job
      case "outcome", schema.target:
        part = .outcome
        isNumeric = schema.task == .regress
      default: throw .fieldUnknown(name)
      }
    }
    self.text = text
    number = Double(text)
    if isNumeric && number == nil { throw .notANumber(text, field: name) }
  }

  func holds(for entry: LedgerEntry) -> Bool {
    switch part {
    case .id: entry.id == text
    case .source: entry.source == text
    case .job: entry.job == text
    case .outcome:
      switch entry.outcome {
      case nil: false
      case .label(let label): label == text
      case .number(let outcome): outcome == number
      }
    case .field(let index):
      switch entry.fields[index] {
      case .missing, .vector, .image: false
      case .text(let content): content == text
      case .number(let content): content == number
      }
    }
  }
}
