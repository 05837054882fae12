/// What a learner knows of one field.
public struct FieldSummary: Sendable, Hashable {
  /// The field's name.
  public let name: String
  /// What the field holds.
  public let kind: Field.Kind
  /// The share of examples in which it was missing, in [0, 1]; of those that are kept, where the content
  /// is kept whole.
  public let missingShare: Double
  /// How many different values were distinguished: categories, or numbers to within 0.8 %;
  /// 0 where the content is kept whole.
  public let distinct: Int
  /// How much the field tells about the outcome by itself, relative to the most telling one, in
  /// [0, 1]; 0 where the content is kept whole, and for the names of sequences.
  public let relevance: Double
}

extension Learner {
  /// What is known of each field, in the schema's order.
  ///
  /// - Complexity: O(fields × distinct values + rich fields × examples kept).
  public var fieldSummaries: [FieldSummary] {
    schema.fields.enumerated().map { index, field in
      if field.kind.isRich {
        return FieldSummary(
          name: field.name, kind: field.kind, missingShare: missingShare(ofRich: index),
          distinct: 0, relevance: 0)
      }
      // A date-time has several columns; it counts for the most telling of them.
      let places = layout.places(of: index).filter { !columns[$0].isDerived }
      let sketch = places.first.map { sketches[$0] }
      let missing = Double(sketch?.missing ?? 0)
      let weights = places.map { encoder.relevance[$0] }
      return FieldSummary(
        name: field.name, kind: field.kind,
        missingShare: count > 0 ? missing / Double(count) : 0,
        distinct: sketch?.cells.sorted().count ?? 0, relevance: Double(weights.max() ?? 0))
    }
  }
  /// The share of the examples kept in which a rich field holds nothing.
  private func missingShare(ofRich field: Int) -> Double {
    guard retained.count > 0, let sense = layout.senses.firstIndex(where: { $0.field == field })
    else { return 0 }
    let places = stride(from: sense, to: retained.payloads.count, by: retained.senses)
    return Double(places.count { retained.payloads[$0].isMissing }) / Double(retained.count)
  }
}
