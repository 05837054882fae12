extension Learner {
  /// The format in which this release writes snapshots, and the only one it reads.
  public static let formatVersion = 2

  private static let magic: [UInt8] = Array("FLEDGLNG".utf8)
  private static let headerSize = 16
  private static let digestSize = 32

  /// The whole learner as bytes: a magic word, the format's version, the state, and a SHA-256 over
  /// all of it.  Little-endian.
  ///
  /// - Complexity: O(size).
  public func snapshot() -> [UInt8] {
    var writer = SnapshotWriter()
    for byte in Learner.magic { writer.write(byte) }
    writer.write(UInt32(Learner.formatVersion))
    writer.write(UInt32(0))
    write(to: &writer)
    return writer.bytes + SHA256.digest(writer.bytes)
  }

  /// The learner that a snapshot holds.
  ///
  /// - Throws: ``SnapshotError`` if the bytes are of another kind, of another format, or damaged.
  public init(snapshot bytes: [UInt8]) throws(SnapshotError) {
    guard bytes.count >= Learner.magic.count, bytes.starts(with: Learner.magic) else {
      throw .notASnapshot
    }
    guard bytes.count >= Learner.headerSize + Learner.digestSize else {
      throw .damaged("it has only \(bytes.count) bytes")
    }
    var header = SnapshotReader(bytes, from: Learner.magic.count)
    let version = Int(try header.read(UInt32.self))
    guard version <= Learner.formatVersion else { throw .newer(version: version) }
    guard version == Learner.formatVersion else { throw .older(version: version) }
    let end = bytes.count - Learner.digestSize
    guard SHA256.digest(bytes[..<end]) == Array(bytes[end...]) else {
      throw .damaged("its checksum does not match; copy it again from where it came from")
    }
    var reader = SnapshotReader(bytes, from: Learner.headerSize, to: end)
    try self.init(from: &reader)
    guard reader.isAtEnd else { throw .damaged("bytes are left over") }
  }

  /// The SHA-256, in hexadecimal, of the encoder in use: sums of learners add only where it agrees.
  public var encoderHash: String {
    var writer = SnapshotWriter()
    writer.write(seed)
    writer.write(encoder)
    return SHA256.hex(writer.bytes)
  }

  /// The SHA-256, in hexadecimal, of what is known: the schema, the sketches, the encoder and the
  /// sums over all experiences.
  public var stateHash: String {
    var writer = SnapshotWriter()
    schema.write(to: &writer)
    writer.write(seed)
    writer.write(count)
    writer.write(classes)
    writer.write(sketches)
    writer.write(encoder)
    classifier?.ensemble.writeSums(to: &writer)
    regressor?.ensemble.writeSums(to: &writer)
    return SHA256.hex(writer.bytes)
  }
}

extension Learner: Stored {
  func write(to writer: inout SnapshotWriter) {
    schema.write(to: &writer)
    writer.write(seed)
    writer.write(count)
    writer.write(arrival)
    writer.write(sketches)
    writer.write(retained)
    writer.write(classifier)
    writer.write(regressor)
    writer.write(drift)
    writer.write(schedule)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let schema = try Schema(from: &reader)
    self.init(schema: schema, seed: try reader.read())
    count = try reader.read()
    arrival = try reader.read()
    sketches = try reader.read()
    retained = try reader.read()
    classifier = try reader.read()
    regressor = try reader.read()
    drift = try reader.read()
    schedule = try reader.read()
    guard sketches.count == columns.count, retained.columns == columns.count,
      encoder.codes.count == columns.count,
      (classifier != nil) == (schema.task == .classify),
      (regressor != nil) == (schema.task == .regress)
    else { throw .damaged("its parts do not fit together") }
  }
}

extension Schema: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(fields.map(\.name))
    writer.write(fields.map(\.kind.rawValue))
    writer.write(fields.map { $0.isDayFirst ? 1 : 0 })
    writer.write(target)
    writer.write(task.rawValue)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let names: [String] = try reader.read()
    let kinds: [String] = try reader.read()
    let orders: [Int] = try reader.read(count: names.count)
    let target: String = try reader.read()
    guard names.count == kinds.count, let task = LearningTask(rawValue: try reader.read()) else {
      throw .damaged("its schema does not fit together")
    }
    var fields: [Field] = []
    for (index, (name, kind)) in zip(names, kinds).enumerated() {
      guard let kind = Field.Kind(rawValue: kind) else {
        throw .damaged("field \"\(name)\" is of no known kind")
      }
      fields.append(Field(name, kind, isDayFirst: orders[index] == 1))
    }
    do {
      try self.init(fields: fields, target: target, task: task)
    } catch { throw .damaged("\(error)") }
  }
}
