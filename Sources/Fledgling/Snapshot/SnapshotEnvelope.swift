/// The format of stored bytes: a magic word with the format's version, the content, and a SHA-256
/// of all of it.
enum SnapshotEnvelope {
  /// The format version that this release writes, and the only one it reads.
  static let formatVersion = 5

  private static let headerSize = 16
  private static let digestSize = 32

  /// - Parameters:
  ///   - part: the part to store.
  ///   - magic: eight ASCII characters that identify the kind of content.
  /// - Returns: the bytes, little-endian.
  static func seal(_ part: some SnapshotCodable, as magic: String) -> [UInt8] {
    var writer = SnapshotWriter()
    for byte in magic.utf8 { writer.write(byte) }
    writer.write(UInt32(SnapshotEnvelope.formatVersion))
    writer.write(UInt32(0))
    writer.write(part)
    return writer.bytes + SHA256.digest(writer.bytes)
  }

  /// - Returns: the sealed part.
  /// - Throws: ``SnapshotError`` if the bytes are damaged or of another kind or format.
  static func open<Part: SnapshotCodable>(
    _ bytes: [UInt8], as magic: String
  ) throws(SnapshotError) -> Part {
    let magic = Array(magic.utf8)
    guard bytes.count >= magic.count, bytes.starts(with: magic) else { throw .notASnapshot }
    guard bytes.count >= headerSize + digestSize else {
      throw .damaged("it has only \(bytes.count) bytes")
    }
    var header = SnapshotReader(bytes, from: magic.count)
    let version = Int(try header.read(UInt32.self))
    guard version <= SnapshotEnvelope.formatVersion else { throw .newer(version: version) }
    guard version == SnapshotEnvelope.formatVersion else { throw .older(version: version) }
    let end = bytes.count - digestSize
    guard SHA256.digest(bytes[..<end]) == Array(bytes[end...]) else {
      throw .damaged("its checksum does not match; copy it again from where it came from")
    }
    var reader = SnapshotReader(bytes, from: headerSize, to: end)
    let part = try Part(from: &reader)
    guard reader.isAtEnd else { throw .damaged("bytes are left over") }
    return part
  }
}
