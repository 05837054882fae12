extension Schema {
  /// The values of an example in the order of ``fields``.
  ///
  /// - Parameter row: values by field name; a field without a value is missing.
  /// - Returns: one value for each field.
  /// - Throws: ``LearnerError/unknownField(name:fields:)`` if the schema has no field of a given
  ///   name.
  /// - Complexity: O(fields).
  public func values(of row: [String: Value]) throws(LearnerError) -> [Value] {
    var found = 0
    let values = fields.map { field -> Value in
      guard let value = row[field.name] else { return .missing }
      found += 1
      return value
    }
    guard found < row.count else { return values }
    let known = Set(fields.map(\.name))
    let unknown = row.keys.filter { !known.contains($0) }.sorted()
    throw .unknownField(name: unknown[0], fields: fields.map(\.name))
  }
}
