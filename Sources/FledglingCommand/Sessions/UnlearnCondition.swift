import Fledgling
import FledglingStore

/// Which examples are to be unlearned, by the content of one field: `field=value`.
///
/// No others may be found: a value that cannot be distinguished from others is refused.
struct UnlearnCondition {
  /// The condition as it was written.
  let text: String
  private let field: String
  private let value: String

  /// A condition; nil without an equals sign.
  init?(_ text: String) {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    self.text = text
    field = String(text[..<equals])
    value = String(text[text.index(after: equals)...])
  }

  /// Where the entries are in a ledger that the condition holds for.
  func places(in ledger: Ledger, _ path: String) throws -> [Int64] {
    let schema = ledger.schema
    guard field == schema.target || schema.fields.contains(where: { $0.name == field }) else {
      do {
        return try found(ledger.sequences(where: field, equals: value), path)
      } catch LedgerError.fieldUnknown { throw noField(path) }
    }
    let sought: FieldValue
    switch try decoded(schema, path) {
    case .field(_, let content, _): sought = content
    case .outcome(.label(let label)): sought = .text(label)
    case .outcome(.number(let number)): sought = FieldValue(number, written: value)
    }
    do {
      return try found(ledger.sequences(where: field, equals: sought), path)
    } catch let error as LedgerError {
      throw CommandError("\(path): \(error)", details: ["nothing was unlearned"])
    }
  }

  /// The keys of the examples that the condition holds for.
  func keys(in learner: Learner, _ path: String) throws -> [ExampleKey] {
    guard learner.isComplete else {
      throw CommandError(
        "\(path): no longer holds all its examples, so --where could miss some",
        details: ["learn with --ledger to keep every example"])
    }
    do {
      switch try decoded(learner.schema, path) {
      case .outcome(let outcome): return try found(learner.keys(whereOutcome: outcome), path)
      case .field(let place, let content, let value):
        guard learner.schema.fields[place].kind != .dateTime else {
          throw CommandError(
            "\(path): a model cannot be searched for dates; nothing was unlearned",
            details: [UnlearnCondition.advice])
        }
        let keys = try found(learner.keys(where: place, equals: value), path)
        if case .written = content { throw LearnerError.rounded(field: field) }
        return keys
      }
    } catch let error as LearnerError {
      throw CommandError(
        "\(path): \(error); nothing was unlearned", details: [UnlearnCondition.advice])
    }
  }

  private static let advice =
    "name the examples by their ids with --id, or learn with --ledger, which keeps every digit"

  private enum Sought {
    /// A field's place, and the value sought in it, as a ledger and as a learner keep it.
    case field(Int, FieldValue, Value)
    case outcome(Outcome)
  }

  /// The value of the field, read like a cell of a table.
  private func decoded(_ schema: Schema, _ path: String) throws -> Sought {
    let place = schema.fields.firstIndex { $0.name == field }
    guard place != nil || field == schema.target else { throw noField(path) }
    let row = RowArgument(text: "{\(JSON.string(field).text):\(JSON.string(value).text)}")
    guard let place else {
      guard let outcome = try row.read(schema).outcome else { throw missing(path) }
      return .outcome(outcome)
    }
    let content = try row.fields(schema)[place]
    switch content {
    case .missing: throw missing(path)
    case .vector, .image:
      throw CommandError(
        "\(path): examples cannot be found by a vector or a picture; nothing was unlearned",
        details: ["name them by their ids with --id"])
    case .number, .written, .text: return .field(place, content, try row.read(schema).values[place])
    }
  }

  private func found<Places: Collection>(_ places: Places, _ path: String) throws -> Places {
    guard !places.isEmpty else {
      throw CommandError("\(path): there is no example with \(text); nothing was unlearned")
    }
    return places
  }

  private func noField(_ path: String) -> CommandError {
    CommandError(
      "\(path): \"\(field.onOneLine)\" is no field of the model; nothing was unlearned",
      details: ["use --id to name examples by their ids"])
  }

  private func missing(_ path: String) -> CommandError {
    CommandError(
      "\(path): \"\(value.onOneLine)\" is a missing value, and all missing values are stored alike; "
        + "nothing was unlearned",
      details: ["name the examples by their ids with --id"])
  }
}
