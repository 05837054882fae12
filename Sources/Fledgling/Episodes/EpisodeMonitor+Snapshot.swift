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
    schema.write(to: &writer)
    writer.write(goal)
    writer.write(isTimed)
    writer.write(learnsByDifferences)
    writer.write(seed)
    writer.write(kept)
    writer.write(open)
    writer.write(names)
    writer.write(forgotten)
    value.write(to: &writer)
    writer.write(loops)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let schema = try Schema(from: &reader)
    self.init(
      schema: schema, goal: try reader.read(), isTimed: try reader.read(),
      learnsByDifferences: try reader.read(), seed: try reader.read())
    kept = try reader.read()
    open = try reader.read()
    names = try reader.read()
    forgotten = try reader.read()
    try value.read(from: &reader)
    loops = try reader.read()
    guard kept.columns == layout.columns.count, loops.fits(layout),
      open.fits(columns: layout.columns.count)
    else {
      throw .damaged("its episodes do not fit the fields")
    }
    adoptAlarms()
    rememberOpen()
  }
}
