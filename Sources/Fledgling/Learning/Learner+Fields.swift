/// A learner's statistics about one field.
public struct FieldSummary: Sendable, Hashable, Codable {
  /// The field's name.
  public let name: String
  /// The kind of values in the field.
  public let kind: Field.Kind
  /// The share of examples without a value, in [0, 1]; for texts, vectors and images, the share of
  /// stored examples.
  public let missingShare: Double
  /// The number of distinct categories, or of numbers to within 0.8 %; 0 for texts, vectors and
  /// images.
  public let distinct: Int
  /// The field's own information about the outcome, relative to the most informative field, in [0,
  /// 1]; 0 for texts, vectors, images and sequences.
  public let relevance: Double
}

extension Learner {
  /// Statistics about each field, in the schema's order.
  ///
  /// - Complexity: O(fields × distinct values + payload fields × examples stored).
  public var fieldSummaries: [FieldSummary] {
    schema.fields.enumerated().map { index, field in
      if field.kind.isRich {
        return FieldSummary(
          name: field.name, kind: field.kind, missingShare: missingShare(ofRich: index),
          distinct: 0, relevance: 0)
      }
      // A date-time has several columns; the most informative one counts.
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
  /// The share of stored examples without a value in a text, vector or image field.
  private func missingShare(ofRich field: Int) -> Double {
    guard retained.count > 0, let sense = layout.senses.firstIndex(where: { $0.field == field })
    else { return 0 }
    let places = stride(from: sense, to: retained.payloads.count, by: retained.senses)
    return Double(places.count { retained.payloads[$0].isMissing }) / Double(retained.count)
  }
}
