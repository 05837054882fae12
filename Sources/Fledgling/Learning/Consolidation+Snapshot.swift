extension Consolidation {
  private static let magic = "FLDGCONS"

  /// The state of the consolidation as bytes, so that it can be resumed later.
  ///
  /// - Complexity: O(size).
  public func snapshot() -> [UInt8] { SnapshotEnvelope.seal(self, as: Consolidation.magic) }

  /// Restores a consolidation from a snapshot; it continues after the examples it has already seen.
  ///
  /// - Parameter bytes: the result of ``snapshot()``.
  /// - Throws: ``SnapshotError`` if the bytes are damaged or of another kind or format.
  public init(snapshot bytes: [UInt8]) throws(SnapshotError) {
    self = try SnapshotEnvelope.open(bytes, as: Consolidation.magic)
  }
}

extension Consolidation: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    schema.write(to: &writer)
    writer.write(seed)
    writer.write(surveyed)
    writer.write(summed)
    writer.write(past)
    writer.write(labels)
    writer.write(retained)
    writer.write(names)
    writer.write(rounded)
    writer.write(learner)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let schema = try Schema(from: &reader)
    self.init(schema: schema, seed: try reader.read())
    surveyed = try reader.read()
    summed = try reader.read()
    past = try reader.read()
    labels = try reader.read()
    retained = try reader.read()
    names = try reader.read()
    rounded = try reader.read()
    learner = try reader.read()
    for (number, label) in labels.enumerated() { numbers[label] = number }
    guard rounded.fits(schema), retained.columns == layout.columns.count,
      retained.senses == layout.senses.count, surveyed >= retained.count, summed >= 0,
      summed <= remainder, learner == nil || learner?.schema == schema
    else { throw .damaged("its parts do not fit together") }
  }
}
