extension Learner {
  /// The format version of the snapshots that this release writes, and the only one it reads.
  public static let formatVersion = SnapshotEnvelope.formatVersion

  private static let magic = "FLEDGLNG"

  /// The whole learner as bytes: a magic word, the format's version, the state, and a SHA-256 over
  /// all of it.  Little-endian.
  ///
  /// - Complexity: O(size).
  public func snapshot() -> [UInt8] { SnapshotEnvelope.seal(self, as: Learner.magic) }

  /// Restores a learner from a snapshot.
  ///
  /// - Parameter bytes: the result of ``snapshot()``.
  /// - Throws: ``SnapshotError`` if the bytes are damaged or of another kind or format.
  public init(snapshot bytes: [UInt8]) throws(SnapshotError) {
    self = try SnapshotEnvelope.open(bytes, as: Learner.magic)
  }

  /// The SHA-256 of the current encoder, in hexadecimal; the sums of two learners can be added only
  /// if it is the same.
  public var encoderHash: String {
    var writer = SnapshotWriter()
    writer.write(seed)
    writer.write(classifier?.ensemble.bank)
    writer.write(regressor?.ensemble.bank)
    regressor?.ensemble.scale.write(to: &writer)
    return SHA256.hex(writer.bytes)
  }

  /// The SHA-256 of the learned state, in hexadecimal: the schema, the sketches, the encoder and
  /// the sums over all examples.
  ///
  /// It depends neither on the order of the examples nor on the kind of processor.
  public var stateHash: String {
    var writer = SnapshotWriter()
    schema.writeContent(to: &writer)
    writer.write(count)
    writer.write(encoderHash)
    let order = classes.indices.sorted { classes[$0] < classes[$1] }
    writer.write(order.map { classes[$0] })
    writer.write(sketches)
    classifier?.ensemble.writeSums(to: &writer, order: order)
    regressor?.ensemble.writeSums(to: &writer)
    return SHA256.hex(writer.bytes)
  }
}

extension Learner: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    schema.write(to: &writer)
    writer.write(seed)
    writer.write(count)
    writer.write(lags)
    writer.write(sketches)
    writer.write(retained)
    writer.write(classifier)
    writer.write(regressor)
    writer.write(drift)
    writer.write(schedule)
    writer.write(names)
    writer.write(forgotten)
    writer.write(pins)
    writer.write(rounded)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let schema = try Schema(from: &reader)
    self.init(schema: schema, seed: try reader.read())
    count = try reader.read()
    lags = try reader.read()
    sketches = try reader.read()
    retained = try reader.read()
    classifier = try reader.read()
    regressor = try reader.read()
    drift = try reader.read()
    schedule = try reader.read()
    names = try reader.read()
    forgotten = try reader.read()
    pins = try reader.read()
    rounded = try reader.read()
    let inputs = max(1, encoder.denseCount)
    guard
      pins.cases.allSatisfy({
        $0.row.cells.count == columns.count && $0.row.payloads.count == layout.senses.count
          && $0.point.count == inputs
      })
    else { throw .damaged("a pinned case does not fit the fields") }
    guard rounded.fits(schema), sketches.count == columns.count, retained.columns == columns.count,
      retained.senses == layout.senses.count,
      encoder.codes.count == columns.count,
      (classifier != nil) == (schema.task == .classification),
      (regressor != nil) == (schema.task == .regression)
    else { throw .damaged("its parts do not fit together") }
  }
}

extension Schema: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writeContent(to: &writer)
    writer.write(notation)
  }

  /// Writes the fields and the outcome, without the notation of tables.
  func writeContent(to writer: inout SnapshotWriter) {
    writer.write(fields.map(\.name))
    writer.write(fields.map(\.kind.rawValue))
    writer.write(fields.map { $0.isDayFirst ? 1 : 0 })
    writer.write(fields.map(\.width))
    writer.write(target)
    writer.write(task.rawValue)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let names: [String] = try reader.read()
    let kinds: [String] = try reader.read()
    let orders: [Int] = try reader.read(count: names.count)
    let widths: [Int] = try reader.read(count: names.count)
    let target: String = try reader.read()
    guard names.count == kinds.count, let task = LearningTask(rawValue: try reader.read()) else {
      throw .damaged("its schema does not fit together")
    }
    let notation: TableNotation = try reader.read()
    var fields: [Field] = []
    for (index, (name, kind)) in zip(names, kinds).enumerated() {
      guard let kind = Field.Kind(rawValue: kind) else {
        throw .damaged("field \"\(name)\" is of no known kind")
      }
      fields.append(Field(name, kind, isDayFirst: orders[index] == 1, width: widths[index]))
    }
    do {
      try self.init(fields: fields, target: target, task: task, notation: notation)
    } catch { throw .damaged("\(error)") }
  }
}
