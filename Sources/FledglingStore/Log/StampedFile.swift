import Crypto
import FledglingSystem
import Foundation

/// A file beside a ledger that was made from its entries: a learner, or a rebuild that was interrupted.
///
/// A magic word, then the ledger's identity and generation, the last place in the order of arrival
/// that was seen, the SHA-256 of all that, and the content.
struct StampedFile: Sendable {
  /// Which ledger, and which state of it.
  struct Mark: Sendable, Hashable {
    var identity: UInt64
    var generation: Int64
    var sequence: Int64

    fileprivate var bytes: [UInt8] {
      var writer = RecordWriter()
      for byte in Mark.magic { writer.write(byte) }
      writer.write(identity)
      writer.write(UInt64(bitPattern: generation))
      writer.write(UInt64(bitPattern: sequence))
      return writer.bytes + Array(SHA256.hash(data: Data(writer.bytes)))
    }

    private static let magic = Array("FLDGSNP1".utf8)
    fileprivate static let byteCount = 8 + 3 * 8 + 32

    fileprivate init?(_ bytes: [UInt8]) {
      guard bytes.count >= Mark.byteCount else { return nil }
      var reader = RecordReader(Array(bytes[Mark.magic.count..<Mark.byteCount]))
      guard let identity = try? reader.readBits(), let generation = try? reader.readBits(),
        let sequence = try? reader.readBits()
      else { return nil }
      self.init(
        identity: identity, generation: Int64(bitPattern: generation),
        sequence: Int64(bitPattern: sequence))
      guard self.bytes.elementsEqual(bytes[..<Mark.byteCount]) else { return nil }
    }

    init(identity: UInt64, generation: Int64, sequence: Int64) {
      self.identity = identity
      self.generation = generation
      self.sequence = sequence
    }
  }

  let path: String

  init(_ path: String) { self.path = path }

  func save(_ content: [UInt8], _ mark: Mark) throws(LedgerError) {
    try LedgerFiles.replace(path, with: [mark.bytes, content])
  }

  /// The content and what it belongs to; `nil` if there is no file, or its mark is damaged.
  func load() throws(LedgerError) -> (content: [UInt8], mark: Mark)? {
    guard let bytes = try LedgerFiles.read(path), let mark = Mark(bytes) else { return nil }
    return (Array(bytes[Mark.byteCount...]), mark)
  }

  /// Removes the file, and the rest of one that was being written.
  func remove() throws(LedgerError) {
    try LedgerFiles.remove(path)
    try removeUnfinished()
  }

  /// Removes stale temporary files, and the file itself if it is of another generation,
  /// as it may know what was erased since.
  func removeStale(generation: Int64) throws(LedgerError) {
    try removeUnfinished()
    if LedgerFiles.exists(path), mark?.generation != generation { try remove() }
  }

  private func removeUnfinished() throws(LedgerError) { try LedgerFiles.remove(path + "-new") }

  /// The generation that the file belongs to; `nil` if that is damaged.
  private var mark: Mark? {
    Files.head(of: path, count: Mark.byteCount).flatMap { Mark($0) }
  }
}
