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
    writer.sections { writer in
      writer.section("schema") { $0.write(schema) }
      writer.section("progress") {
        $0.write(seed)
        $0.write(surveyed)
        $0.write(summed)
      }
      writer.section("survey") {
        $0.write(past)
        $0.write(labels)
        $0.write(names)
        $0.write(rounded)
      }
      writer.section("replay") { $0.write(retained) }
      writer.section("learner") { $0.write(learner) }
    }
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    var sections = try SectionReader(&reader)
    let schema: Schema = try sections.read("schema")
    let progress = try sections.read("progress") { reader throws(SnapshotError) in
      let seed: UInt64 = try reader.read()
      let (surveyed, summed) = (try reader.read(Int.self), try reader.read(Int.self))
      return (seed: seed, surveyed: surveyed, summed: summed)
    }
    self.init(schema: schema, seed: progress.seed)
    (surveyed, summed) = (progress.surveyed, progress.summed)
    var twin = self
    self = try sections.read("survey") { reader throws(SnapshotError) in
      twin.past = try reader.read()
      twin.labels = try reader.read()
      twin.names = try reader.read()
      twin.rounded = try reader.read()
      return twin
    }
    retained = try sections.read("replay")
    learner = try sections.read("learner") { reader throws(SnapshotError) in try reader.read() }
    try sections.finish()
    for (number, label) in labels.enumerated() { numbers[label] = number }
    guard rounded.fits(schema), retained.columns == layout.columns.count,
      retained.senses == layout.senses.count, surveyed >= retained.count, summed >= 0,
      summed <= remainder, learner == nil || learner?.schema == schema
    else { throw .damaged("its parts do not fit together") }
  }
}
