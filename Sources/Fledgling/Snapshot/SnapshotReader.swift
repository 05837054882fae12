/// The reason why bytes are not a snapshot that this release can read.
public enum SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The bytes do not start like a snapshot.
  case notASnapshot
  /// The snapshot was written by a newer release.
  case newer(version: Int)
  /// The snapshot was written by an old release whose format is no longer read.
  case older(version: Int)
  /// A newer release wrote a part of the snapshot.
  case newerSection(String)
  /// The bytes changed since they were written, or are incomplete.
  case damaged(String)

  /// A sentence that says what is wrong and, where possible, what to do.
  public var description: String {
    switch self {
    case .notASnapshot: "this is not a Fledgling model"
    case .newer(let version):
      "the model has format \(version), which is newer than the format \(SnapshotEnvelope.formatVersion) "
        + "of this release; install a newer release"
    case .older(let version):
      "the model has format \(version); this release reads only format \(SnapshotEnvelope.formatVersion)"
    case .newerSection(let name):
      "the model's section \"\(name)\" was written by a newer release; install that release"
    case .damaged(let what): "the model is damaged: \(what)"
    }
  }
}

/// Reads the bytes that ``SnapshotWriter`` wrote, never beyond the end.
struct SnapshotReader {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  /// The version of the section being read.
  var version: UInt16 = 1

  init(_ bytes: [UInt8], from position: Int = 0, to end: Int? = nil) {
    self.bytes = bytes
    self.position = position
    self.end = end ?? bytes.count
  }

  var isAtEnd: Bool { position == end }

  /// A reader of the bytes that ``SnapshotWriter/writeSized(_:)`` wrote; this reader skips them.
  mutating func readSized() throws(SnapshotError) -> SnapshotReader {
    let count = try read(Int.self)
    try require(count)
    defer { position += count }
    return SnapshotReader(bytes, from: position, to: position + count)
  }

  private func require(_ count: Int) throws(SnapshotError) {
    guard count >= 0, count <= end - position else {
      throw .damaged("it ends at byte \(end), where more was expected")
    }
  }

  mutating func read<T: BitwiseCopyable>(_ type: T.Type = T.self) throws(SnapshotError) -> T {
    try require(MemoryLayout<T>.size)
    defer { position += MemoryLayout<T>.size }
    // Safety: ``require(_:)`` found as many bytes left.
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: T.self) }
  }

  /// Reads a Boolean value; any byte other than 0 and 1 is damage.
  mutating func read(_ type: Bool.Type = Bool.self) throws(SnapshotError) -> Bool {
    let byte = try read(UInt8.self)
    guard byte <= 1 else { throw .damaged("byte \(position - 1) should be 0 or 1") }
    return byte == 1
  }

  mutating func read<T: BitwiseCopyable>() throws(SnapshotError) -> [T] {
    let count = try read(Int.self)
    guard count >= 0, count <= (end - position) / max(1, MemoryLayout<T>.stride) else {
      throw .damaged("a list of \(count) at byte \(position) is longer than what is left")
    }
    let size = count * MemoryLayout<T>.stride
    defer { position += size }
    // Safety: `size` bytes are left, which are `count` values of T; any bits are one, as T is
    // bitwise copyable and no Bool or enum is read so.
    return [T](unsafeUninitializedCapacity: count) { out, filled in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(out).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[position..<position + size]))
      }
      filled = count
    }
  }

  /// Reads a list that must have this many elements.
  mutating func read<T: BitwiseCopyable>(count: Int) throws(SnapshotError) -> [T] {
    let values: [T] = try read()
    guard values.count == count else {
      throw .damaged("a list before byte \(position) has \(values.count) elements, not \(count)")
    }
    return values
  }

  mutating func read<T: SnapshotCodable>(_ type: T.Type = T.self) throws(SnapshotError) -> T {
    try T(from: &self)
  }

  mutating func read<T: SnapshotCodable>() throws(SnapshotError) -> [T] {
    let count = try read(Int.self)
    try require(count)
    var values: [T] = []
    for _ in 0..<count { values.append(try T(from: &self)) }
    return values
  }

  mutating func read<T: SnapshotCodable>() throws(SnapshotError) -> T? {
    try read(Bool.self) ? T(from: &self) : nil
  }

  mutating func read() throws(SnapshotError) -> String {
    let utf8: [UInt8] = try read()
    return String(decoding: utf8, as: UTF8.self)
  }

  mutating func read() throws(SnapshotError) -> [String] {
    let count = try read(Int.self)
    try require(count)
    var texts: [String] = []
    for _ in 0..<count { texts.append(try read()) }
    return texts
  }
}
