import Fledgling

/// The contents of one row of the log.
enum Record: Sendable, Hashable {
  /// An example as it came.
  case entry(LedgerEntry)
  /// The outcome of the entry at a sequence, or its correction.
  case outcome(entry: Int64, Outcome)
  /// Zeros, in place of an erased record.
  case erased
}

extension Record {
  private enum Kind {
    static let entry: UInt8 = 1
    static let outcome: UInt8 = 2
  }

  private enum Tag {
    static let missing: UInt8 = 0
    static let number: UInt8 = 1
    static let text: UInt8 = 2
    static let vector: UInt8 = 3
    static let image: UInt8 = 4
    static let written: UInt8 = 5
  }

  /// The record and its checksum.
  ///
  /// - Complexity: O(size).
  var bytes: [UInt8] {
    var writer = RecordWriter()
    switch self {
    case .erased: return SealedRecord.erased
    case .outcome(let entry, let outcome):
      writer.write(Kind.outcome)
      writer.write(UInt64(bitPattern: entry))
      Record.write(outcome, to: &writer)
    case .entry(let entry):
      writer.write(Kind.entry)
      Record.write(entry.id, to: &writer)
      Record.write(entry.time, to: &writer)
      Record.write(entry.source, to: &writer)
      Record.write(entry.job, to: &writer)
      Record.write(entry.outcome, to: &writer)
      Record.write(entry.propensity, to: &writer)
      writer.write(length: entry.fields.count)
      for field in entry.fields { Record.write(field, to: &writer) }
    }
    return SealedRecord.seal(writer.bytes)
  }

  private static func write(_ text: String?, to writer: inout RecordWriter) {
    writer.write(text == nil ? Tag.missing : Tag.text)
    if let text { writer.write(text) }
  }

  private static func write(_ number: Double?, to writer: inout RecordWriter) {
    writer.write(number == nil ? Tag.missing : Tag.number)
    if let number { writer.write(number) }
  }

  private static func write(_ outcome: Outcome?, to writer: inout RecordWriter) {
    switch outcome {
    case nil: writer.write(Tag.missing)
    case .label(let label): write(label, to: &writer)
    case .number(let number): write(number, to: &writer)
    }
  }

  private static func write(_ field: FieldValue, to writer: inout RecordWriter) {
    switch field {
    case .text(let text): write(text, to: &writer)
    case .number(let number) where !number.isNaN: write(number, to: &writer)
    case .written(let number, let text):
      writer.write(Tag.written)
      writer.write(number)
      writer.write(text)
    case .missing, .number: writer.write(Tag.missing)
    case .vector(let vector):
      writer.write(Tag.vector)
      writer.write(VectorBytes.bytes(of: vector))
    case .image(let image):
      writer.write(Tag.image)
      writer.write(image.bytes)
    }
  }
}

extension Record {
  /// - Complexity: O(size).
  init(_ bytes: [UInt8]) throws(RecordFault) {
    guard var reader = try SealedRecord.open(bytes) else {
      self = .erased
      return
    }
    switch try reader.readByte() {
    case Kind.outcome:
      let entry = Int64(bitPattern: try reader.readBits())
      guard let outcome = try Record.readOutcome(&reader) else {
        throw RecordFault(reason: "it is an outcome without an outcome")
      }
      self = .outcome(entry: entry, outcome)
    case Kind.entry: self = .entry(try Record.readEntry(&reader))
    case let kind: throw RecordFault(reason: "it is of unknown kind \(kind)")
    }
    guard reader.isAtEnd else { throw RecordFault(reason: "bytes are left over") }
  }

  private static func readEntry(_ reader: inout RecordReader) throws(RecordFault) -> LedgerEntry {
    var entry = LedgerEntry([])
    entry.id = try readText(&reader)
    entry.time = try readNumber(&reader)
    entry.source = try readText(&reader)
    entry.job = try readText(&reader)
    entry.outcome = try readOutcome(&reader)
    entry.propensity = try readNumber(&reader)
    let count = try reader.readLength()
    guard count <= Schema.fieldLimit else { throw RecordFault(reason: "it has \(count) fields") }
    for _ in 0..<count { entry.fields.append(try readField(&reader)) }
    return entry
  }

  private static func readField(_ reader: inout RecordReader) throws(RecordFault) -> FieldValue {
    switch try reader.readByte() {
    case Tag.missing: return .missing
    case Tag.number: return .number(try reader.readNumber())
    case Tag.text: return .text(try reader.readText())
    case Tag.written:
      let number = try reader.readNumber()
      return .written(number, try reader.readText())
    case Tag.vector: return .vector(VectorBytes.numbers(in: try reader.readBytes()))
    case Tag.image:
      guard let image = ImageGrid(bytes: try reader.readBytes()) else {
        throw RecordFault(reason: "a picture does not fit its size")
      }
      return .image(image)
    case let tag: throw RecordFault(reason: "a field is of unknown kind \(tag)")
    }
  }

  private static func readOutcome(_ reader: inout RecordReader) throws(RecordFault) -> Outcome? {
    switch try readField(&reader) {
    case .missing: nil
    case .number(let number): .number(number)
    case .text(let text): .label(text)
    case .vector, .image, .written:
      throw RecordFault(reason: "an outcome is neither a label nor a number")
    }
  }

  private static func readText(_ reader: inout RecordReader) throws(RecordFault) -> String? {
    switch try readField(&reader) {
    case .missing: return nil
    case .text(let text): return text
    case .number, .written, .vector, .image:
      throw RecordFault(reason: "something else stands where a text should")
    }
  }

  private static func readNumber(_ reader: inout RecordReader) throws(RecordFault) -> Double? {
    switch try readField(&reader) {
    case .missing: return nil
    case .number(let number): return number
    case .text, .written, .vector, .image:
      throw RecordFault(reason: "something else stands where a number should")
    }
  }
}
