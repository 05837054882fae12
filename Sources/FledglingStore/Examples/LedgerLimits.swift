import Fledgling

/// How long the texts of an entry may be, in bytes of UTF-8.
public enum LedgerLimits {
  /// A field's text, and a label.
  public static let text = 1 << 16
  /// An id, a source and a job.
  public static let name = 1 << 10
}

extension LedgerEntry {
  /// Throws for contents that a ledger with this schema does not keep.
  func check(against schema: Schema) throws(LedgerError) {
    guard fields.count == schema.fields.count else {
      throw .fieldCount(expected: schema.fields.count, found: fields.count)
    }
    for (field, content) in zip(schema.fields, fields) {
      switch content {
      case .missing: break
      case .number: guard field.kind.isNumeric else { throw .fieldKind(field) }
      case .written(let number, let text):
        guard field.kind.isNumeric else { throw .fieldKind(field) }
        guard number.isFinite else { throw .notFinite(field.name) }
        try LedgerEntry.check(text, field.name, limit: LedgerLimits.text)
      case .vector(let vector):
        guard field.kind == .vector else { throw .fieldKind(field) }
        guard vector.count == field.width else {
          throw .learner(
            .vectorWidth(field: field.name, expected: field.width, found: vector.count))
        }
        guard vector.allSatisfy(\.isFinite) else { throw .notFinite(field.name) }
      case .image: guard field.kind == .image else { throw .fieldKind(field) }
      case .text(let text):
        guard field.kind.isText else { throw .fieldKind(field) }
        try LedgerEntry.check(text, field.name, limit: LedgerLimits.text)
      }
    }
    if let id { try LedgerEntry.check(id, "id", limit: LedgerLimits.name) }
    if let source { try LedgerEntry.check(source, "source", limit: LedgerLimits.name) }
    if let job { try LedgerEntry.check(job, "job", limit: LedgerLimits.name) }
    if let time { guard time.isFinite else { throw .notFinite("time") } }
    if let propensity { guard propensity.isFinite else { throw .notFinite("propensity") } }
    if let outcome { try outcome.check(against: schema) }
  }

  private static func check(_ text: String, _ what: String, limit: Int) throws(LedgerError) {
    let bytes = text.utf8.count
    guard bytes <= limit else { throw .tooLong(what, bytes: bytes, limit: limit) }
  }
}

extension Outcome {
  /// Throws if no learner with this schema could learn the outcome.
  func check(against schema: Schema) throws(LedgerError) {
    switch self {
    case .label(let label):
      guard schema.task == .classification else {
        throw .learner(.outcomeKind(expected: .regression))
      }
      let bytes = label.utf8.count
      guard bytes <= LedgerLimits.text else {
        throw .tooLong(schema.target, bytes: bytes, limit: LedgerLimits.text)
      }
    case .number(let number):
      guard schema.task == .regression else {
        throw .learner(.outcomeKind(expected: .classification))
      }
      guard number.isFinite else { throw .learner(.outcomeNotFinite) }
    }
  }
}

extension Field.Kind {
  /// Whether the field's contents are numbers rather than texts.
  var isNumeric: Bool { self == .number || self == .dateTime }

  /// Whether the field's contents are texts.
  var isText: Bool {
    switch self {
    case .category, .boolean, .text, .sequence: true
    case .number, .dateTime, .vector, .image: false
    }
  }
}
