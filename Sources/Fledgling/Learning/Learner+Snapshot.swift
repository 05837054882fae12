extension Learner {
  /// The format of snapshots.
  ///
  /// Since format 5 a snapshot consists of sections with versions of their own, so that newer releases
  /// read what this one writes.
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
    writer.sections { writer in
      writer.section("schema") { $0.write(schema) }
      writer.section("progress") {
        $0.write(seed)
        $0.write(count)
      }
      writer.section("lags") { $0.write(lags) }
      writer.section("sketches") { $0.write(sketches) }
      writer.section("replay") { $0.write(retained) }
      writer.section("model") {
        $0.write(classifier)
        $0.write(regressor)
      }
      writer.section("drift") { $0.write(drift) }
      writer.section("schedule") { $0.write(schedule) }
      writer.section("ids") {
        $0.write(names)
        $0.write(forgotten)
      }
      writer.section("pins") { $0.write(pins) }
      writer.section("rounded") { $0.write(rounded) }
    }
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    var sections = try SectionReader(&reader)
    let schema: Schema = try sections.read("schema")
    let (seed, count) = try sections.read("progress") { reader throws(SnapshotError) in
      (try reader.read(UInt64.self), try reader.read(Int.self))
    }
    self.init(schema: schema, seed: seed)
    self.count = count
    lags = try sections.read("lags")
    sketches = try sections.read("sketches") { reader throws(SnapshotError) in
      try reader.read()
    }
    retained = try sections.read("replay")
    (classifier, regressor) = try sections.read("model") { reader throws(SnapshotError) in
      let classifier: Classifier? = try reader.read()
      let regressor: Regressor? = try reader.read()
      return (classifier, regressor)
    }
    drift = try sections.read("drift")
    schedule = try sections.read("schedule") { reader throws(SnapshotError) in
      try reader.read()
    }
    (names, forgotten) = try sections.read("ids") { reader throws(SnapshotError) in
      let names: IDSet = try reader.read()
      let forgotten: IDSet = try reader.read()
      return (names, forgotten)
    }
    pins = try sections.read("pins")
    rounded = try sections.read("rounded")
    try sections.finish()
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
