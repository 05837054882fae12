import Fledgling
import FledglingStore
import FledglingTables

/// Turns a decoded row into the values of a ledger entry, which keep the text of categories.
struct EntryFields {
  private let columns: [Int]
  private let kinds: [Field.Kind]

  /// Of a table whose columns have all fields among them.
  init(_ schema: Schema, columns: [String]) {
    var places: [String: Int] = [:]
    for (index, name) in columns.enumerated() { places[name] = index }
    self.columns = schema.fields.map { places[$0.name] ?? 0 }
    kinds = schema.fields.map(\.kind)
  }

  func fields(_ record: borrowing TableRecord, _ values: [Value]) -> [FieldValue] {
    var fields: [FieldValue] = []
    fields.reserveCapacity(values.count)
    for index in values.indices {
      switch values[index] {
      case .missing: fields.append(.missing)
      case .number(let number):
        fields.append(
          kinds[index] == .number ? quantity(number, record, columns[index]) : .number(number))
      case .text(let text): fields.append(.text(text))
      case .vector(let vector): fields.append(.vector(vector))
      case .image(let image): fields.append(.image(image))
      case .category(let hash):
        fields.append(
          .text(
            kinds[index] == .boolean
              ? (hash == EntryFields.yes ? "true" : "false")
              : CanonicalText.label(record.text(at: columns[index]))))
      }
    }
    return fields
  }

  /// A number with its text, where that may have more digits than the number.
  private func quantity(
    _ number: Double, _ record: borrowing TableRecord, _ column: Int
  ) -> FieldValue {
    let isShort = record.withCell(at: column) { $0.count <= EntryFields.shortNumber }
    if isShort, abs(number) < EntryFields.largeNumber { return .number(number) }
    return FieldValue(number, written: CanonicalText.trimmed(record.text(at: column)))
  }

  /// So many bytes hold no more digits than a Double keeps.
  private static let shortNumber = 15
  /// Larger numbers need a closer look, however they are written.
  private static let largeNumber = 1e15

  private static let yes = StableHash("true")
}
