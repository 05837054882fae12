/// The fields of which some number was not stored exactly.
///
/// A ``WideCell`` stores small numbers to seven digits and large ones to fourteen.  As long as
/// every number of a field is stored so that no other such number has the same cell, examples can
/// be distinguished by the field; after the first other number they cannot.
struct RoundedFields: Sendable, Hashable {
  /// The numeric fields.
  private let numbers: [Int]
  private var isRounded: [Bool]

  init(_ schema: Schema) {
    numbers = schema.fields.indices.filter { schema.fields[$0].kind == .number }
    isRounded = [Bool](repeating: false, count: schema.fields.count)
  }

  /// Whether some number of a field was not stored exactly.
  subscript(field: Int) -> Bool { isRounded[field] }

  /// Checks values that are about to be stored.
  ///
  /// - Complexity: O(numeric fields that are exact so far).
  mutating func note(_ values: [Value]) {
    for field in numbers where !isRounded[field] {
      if case .number(let number) = values[field], !number.isNaN {
        isRounded[field] = !RoundedFields.isDistinct(number)
      }
    }
  }

  mutating func formUnion(_ other: RoundedFields) {
    for field in isRounded.indices where other[field] { isRounded[field] = true }
  }

  /// The same for a schema with the same fields in another order; `places` are those of its fields
  /// in this one.
  func reordered(as schema: Schema, places: [Int]) -> RoundedFields {
    var reordered = RoundedFields(schema)
    for (field, place) in places.enumerated() { reordered.isRounded[field] = isRounded[place] }
    return reordered
  }

  /// Whether no two such numbers are stored alike: whole numbers up to 5 · 10¹⁴, and decimal
  /// fractions of at most six digits, from 32,768 on thirteen.
  static func isDistinct(_ number: Double) -> Bool {
    let magnitude = abs(number)
    if magnitude < 5e14, number == number.rounded(.towardZero) { return true }
    let limit = magnitude < Rest.least ? 1e6 : 1e13
    // A power of ten up to the 22nd is exact, so the quotient is the number that the digits spell.
    var scale = 10.0
    while scale <= 1e12 {
      let digits = (number * scale).rounded()
      guard abs(digits) < limit else { return false }
      if digits / scale == number { return true }
      scale *= 10
    }
    return false
  }
}

extension RoundedFields: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(numbers)
    writer.write(isRounded.map { $0 ? 1 : 0 } as [UInt8])
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    numbers = try reader.read()
    let flags: [UInt8] = try reader.read()
    isRounded = flags.map { $0 != 0 }
    guard numbers.allSatisfy(isRounded.indices.contains) else {
      throw .damaged("the fields that were rounded do not fit")
    }
  }

  /// Whether it matches a schema.
  func fits(_ schema: Schema) -> Bool {
    isRounded.count == schema.fields.count && numbers == RoundedFields(schema).numbers
  }
}
