import Fledgling

/// A record of a log as bytes: its content, then a checksum; or zeros, in place of what was erased.
enum SealedRecord {
  /// The bytes of an erased record.
  static let erased: [UInt8] = [0]

  /// A content with its checksum.
  ///
  /// - Complexity: O(size).
  static func seal(_ content: [UInt8]) -> [UInt8] { content + checksum(content[...]) }

  /// Four bytes that differ if others do, but for one time in four thousand million.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let hash = bytes.withUnsafeBufferPointer { StableHash(utf8: $0) }.bits
    return stride(from: 32, to: 64, by: 8).map { UInt8(truncatingIfNeeded: hash >> UInt64($0)) }
  }

  /// Reads what stands before a checksum; nil where zeros take the place of what was erased.
  static func open(_ bytes: [UInt8]) throws(RecordFault) -> RecordReader? {
    if !bytes.isEmpty && bytes.allSatisfy({ $0 == 0 }) { return nil }
    let end = max(0, bytes.count - 4)
    guard checksum(bytes[..<end]).elementsEqual(bytes[end...]) else {
      throw RecordFault(reason: "its checksum does not match")
    }
    return RecordReader(Array(bytes[..<end]))
  }
}
