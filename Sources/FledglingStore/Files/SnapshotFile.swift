import Crypto
import Fledgling
import Foundation

/// The file beside a ledger that holds a learner, so that it need not be built again.
///
/// A magic word, then the ledger's identity and generation, the last place in the order of arrival
/// that the learner has seen, the SHA-256 of all that, and the learner's own snapshot.
struct SnapshotFile: Sendable {
  /// What a snapshot belongs to.
  struct Mark: Sendable, Hashable {
    var identity: UInt64
    var generation: Int64
    var sequence: Int64

    var bytes: [UInt8] {
      var writer = RecordWriter()
      for byte in Mark.magic { writer.write(byte) }
      writer.write(identity)
      writer.write(UInt64(bitPattern: generation))
      writer.write(UInt64(bitPattern: sequence))
      return writer.bytes + Array(SHA256.hash(data: Data(writer.bytes)))
    }

    fileprivate static let magic = Array("FLDGSNP1".utf8)
    static let byteCount = 8 + 3 * 8 + 32

    init?(_ bytes: [UInt8]) {
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

  init(ledger: String) { path = ledger + "-snapshot" }

  func save(_ learner: Learner, _ mark: Mark) throws(LedgerError) {
    try System.replace(path, with: [mark.bytes, learner.snapshot()])
  }

  /// Removes the file, and what may be left of one that was being written.
  func remove() throws(LedgerError) {
    try System.remove(path)
    try System.remove(path + "-new")
  }

  /// The learner and what it belongs to; `nil` if there is no file, or none that this release reads.
  func load() throws(LedgerError) -> (learner: Learner, mark: Mark)? {
    guard let bytes = try System.read(path), let mark = Mark(bytes),
      let learner = try? Learner(snapshot: Array(bytes[Mark.byteCount...]))
    else { return nil }
    return (learner, mark)
  }

  /// What the snapshot belongs to; `nil` if there is none, or it is damaged.
  func mark() throws(LedgerError) -> Mark? {
    guard System.exists(path) else { return nil }
    var input = try InputFile(path: path)
    var bytes: [UInt8] = []
    while bytes.count < Mark.byteCount {
      guard try input.read(into: &bytes) else { break }
    }
    return Mark(bytes)
  }
}
