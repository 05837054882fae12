/// A part of a learner that can be stored in a snapshot.
protocol SnapshotCodable {
  /// Appends the part's bytes.
  func write(to writer: inout SnapshotWriter)
  /// Reads the bytes that ``write(to:)`` wrote.
  init(from reader: inout SnapshotReader) throws(SnapshotError)
}

/// Appends values in the host's byte order, which is little-endian on all supported processors.
struct SnapshotWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write<T: BitwiseCopyable>(_ value: T) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  mutating func write<T: BitwiseCopyable>(_ values: [T]) {
    write(values.count)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// Appends a length, then as many bytes.
  mutating func writeSized(_ body: (inout SnapshotWriter) -> Void) {
    let place = bytes.count
    write(0)
    let start = bytes.count
    body(&self)
    withUnsafeBytes(of: bytes.count - start) { bytes.replaceSubrange(place..<start, with: $0) }
  }

  mutating func write<T: SnapshotCodable>(_ value: T) { value.write(to: &self) }

  mutating func write<T: SnapshotCodable>(_ values: [T]) {
    write(values.count)
    for value in values { value.write(to: &self) }
  }

  mutating func write<T: SnapshotCodable>(_ value: T?) {
    write(value != nil)
    if let value { write(value) }
  }

  mutating func write(_ text: String) { write(Array(text.utf8)) }

  mutating func write(_ texts: [String]) {
    write(texts.count)
    for text in texts { write(text) }
  }
}
