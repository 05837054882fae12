/// The content of a text, vector or image field, as bytes that are stored with the example; empty
/// if it is missing.
///
/// A text is its UTF-8, cut to ``textLimit``; a vector its numbers' bits, little-endian; an image
/// its size and pixels (``ImageGrid/bytes``).
struct Payload: Sendable, Hashable {
  /// The maximum stored length of a text, in bytes of UTF-8.
  static let textLimit = 1 << 14

  let bytes: [UInt8]

  static let missing = Payload(bytes: [])

  var isMissing: Bool { bytes.isEmpty }

  init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) {
    var text = text
    bytes = text.withUTF8 { utf8 in
      guard utf8.count > Payload.textLimit else { return Array(utf8) }
      var end = Payload.textLimit
      // A scalar is stored whole or not at all.
      while end > 0, utf8[end] & 0xc0 == 0x80 { end -= 1 }
      return Array(utf8[..<end])
    }
  }

  init(_ vector: [Float]) {
    // Adding zero turns the negative zero into the positive one.
    bytes = VectorBytes.bytes(of: vector.map { $0 + 0 })
  }

  /// The numbers of a vector.
  var numbers: [Float] { VectorBytes.numbers(in: bytes) }

  /// A payload of integers, little-endian.
  init(_ integers: [Int16]) {
    bytes = integers.flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
  }

  /// The integers of a sequence's state.
  var integers: [Int16] {
    stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int16(truncatingIfNeeded: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
  }

  /// A hash of the content.
  var hash: UInt64 { bytes.withUnsafeBufferPointer { StableHash(utf8: $0) }.bits }
}

/// A stored example: a cell per column, and the content of each payload field.
struct StoredRow: Sendable, Hashable {
  var cells: [UInt32]
  var payloads: [Payload]
  /// The rests of large numbers, by column; seldom any.
  var rests: [Rest] = []

  init(cells: [UInt32], payloads: [Payload] = [], rests: [Rest] = []) {
    self.cells = cells
    self.payloads = payloads
    self.rests = rests
  }

  init(columns: [Column], senses: [PayloadField]) {
    cells = [UInt32](repeating: 0, count: columns.count)
    payloads = [Payload](repeating: .missing, count: senses.count)
  }

  /// A buffer for one of the stored examples.
  init(_ retained: ReplayBuffer) {
    cells = [UInt32](repeating: 0, count: retained.columns)
    payloads = [Payload](repeating: .missing, count: retained.senses)
  }

  /// The bytes of text, vector and image fields.
  var byteCount: Int { payloads.reduce(0) { $0 + $1.bytes.count } }

  subscript(column: Int) -> UInt32 {
    @inline(__always) get { cells[column] }
    @inline(__always) set { cells[column] = newValue }
  }
}

extension StoredRow {
  /// An arbitrary but fixed order.
  func precedes(_ other: StoredRow) -> Bool {
    if cells != other.cells { return cells.lexicographicallyPrecedes(other.cells) }
    if rests != other.rests {
      return rests.lexicographicallyPrecedes(other.rests) {
        ($0.column, $0.value) < ($1.column, $1.value)
      }
    }
    for (own, others) in zip(payloads, other.payloads) where own != others {
      return own.bytes.lexicographicallyPrecedes(others.bytes)
    }
    return false
  }
}

extension Payload {
  /// The content of a value for a payload field; empty if it does not fit.
  init(_ value: Value, _ kind: PayloadField.Kind) {
    switch (value, kind) {
    case (.text(let text), .text): self.init(text)
    case (.vector(let vector), .vector(let width)) where vector.count == width: self.init(vector)
    case (.image(let image), .image): self.init(bytes: image.bytes)
    default: self = .missing
    }
  }
}

extension Payload: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) { writer.write(bytes) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) { bytes = try reader.read() }
}

extension StoredRow: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(cells)
    writer.write(payloads)
    writer.write(rests)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    cells = try reader.read()
    payloads = try reader.read()
    rests = try reader.read()
    guard rests.allSatisfy({ $0.column < cells.count && $0.value.isFinite }) else {
      throw .damaged("an example's large numbers do not fit")
    }
  }
}
