extension EpisodeMonitor {
  private static let magic = "FLEDWTCH"

  /// The whole monitor as bytes: a magic word, the format's version, the state, and a SHA-256 over
  /// all of it.  Little-endian.
  ///
  /// - Complexity: O(size).
  public func snapshot() -> [UInt8] { SnapshotEnvelope.seal(self, as: EpisodeMonitor.magic) }

  /// Restores a monitor from a snapshot.
  ///
  /// - Parameter bytes: the result of ``snapshot()``.
  /// - Throws: ``SnapshotError`` if the bytes are damaged or of another kind or format.
  public init(snapshot bytes: [UInt8]) throws(SnapshotError) {
    self = try SnapshotEnvelope.open(bytes, as: EpisodeMonitor.magic)
  }

  /// The SHA-256 of the learned state, in hexadecimal: the schema, the goal, the encoder and the
  /// sums.
  ///
  /// It does not depend on the kind of processor; after ``consolidate()`` it does not depend on the
  /// order of the episodes either.
  public var stateHash: String {
    var writer = SnapshotWriter()
    schema.writeContent(to: &writer)
    writer.write(goal)
    writer.write(seed)
    value.writeKnowledge(to: &writer)
    return SHA256.hex(writer.bytes)
  }
}

extension EpisodeMonitor: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.sections { writer in
      writer.section("task") {
        $0.write(schema)
        $0.write(goal)
        $0.write(isTimed)
        $0.write(learnsByDifferences)
        $0.write(seed)
      }
      writer.section("episodes") {
        $0.write(kept)
        $0.write(open)
      }
      writer.section("ids") {
        $0.write(names)
        $0.write(forgotten)
      }
      writer.section("values") { value.write(to: &$0) }
      writer.section("loops") { $0.write(loops) }
    }
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    var sections = try SectionReader(&reader)
    self = try sections.read("task") { reader throws(SnapshotError) in
      EpisodeMonitor(
        schema: try Schema(from: &reader), goal: try reader.read(), isTimed: try reader.read(),
        learnsByDifferences: try reader.read(), seed: try reader.read())
    }
    (kept, open) = try sections.read("episodes") { reader throws(SnapshotError) in
      let kept: EpisodeBuffer = try reader.read()
      let open: OpenEpisodes = try reader.read()
      return (kept, open)
    }
    (names, forgotten) = try sections.read("ids") { reader throws(SnapshotError) in
      let names: IDSet = try reader.read()
      let forgotten: IDSet = try reader.read()
      return (names, forgotten)
    }
    let value = self.value
    self.value = try sections.read("values") { reader throws(SnapshotError) in
      var value = value
      try value.read(from: &reader)
      return value
    }
    loops = try sections.read("loops")
    try sections.finish()
    guard kept.columns == layout.columns.count, loops.fits(layout),
      open.fits(columns: layout.columns.count)
    else {
      throw .damaged("its episodes do not fit the fields")
    }
    adoptAlarms()
    rememberOpen()
  }
}
