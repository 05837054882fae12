import Fledgling
import FledglingStore
import FledglingTables

/// Turns a decoded row into what a ledger keeps: the same, with the text of categories.
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
      case .number(let number): fields.append(.number(number))
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

  private static let yes = StableHash("true")
}
