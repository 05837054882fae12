import Fledgling

/// The contents of one row of a ledger of episodes.
enum EpisodeRecordCodec: Sendable, Hashable {
  /// The name of an episode that begins.
  case begin(String)
  /// The order of a step, and its cells.
  case step(order: Double, cells: [UInt32])
  /// How the episode ended.
  case end(EpisodeRecord.End)
  /// The state of the episode after so many steps, beside these.
  case standing(steps: Int, [UInt8])
  /// Zeros, in place of an erased record.
  case erased
}

extension EpisodeRecordCodec {
  private enum Kind {
    static let begin: UInt8 = 1
    static let step: UInt8 = 2
    static let label: UInt8 = 3
    static let number: UInt8 = 4
    static let complete: UInt8 = 5
    static let unknown: UInt8 = 6
    static let standing: UInt8 = 7
  }

  /// A standing takes a multiple of so many bytes, so that a later one mostly fits in its place.
  private static let standingUnit = 512

  /// The row and its checksum.
  ///
  /// - Complexity: O(size).
  var bytes: [UInt8] {
    var writer = RecordWriter()
    switch self {
    case .erased, .end(.open): return SealedRecord.erased
    case .begin(let name):
      writer.write(Kind.begin)
      writer.write(name)
    case .step(let order, let cells):
      writer.write(Kind.step)
      writer.write(order)
      for cell in cells {
        for shift: UInt32 in [0, 8, 16, 24] {
          writer.write(UInt8(truncatingIfNeeded: cell >> shift))
        }
      }
    case .end(.outcome(.label(let label))):
      writer.write(Kind.label)
      writer.write(label)
    case .end(.outcome(.number(let number))):
      writer.write(Kind.number)
      writer.write(number)
    case .end(.complete): writer.write(Kind.complete)
    case .end(.unknown): writer.write(Kind.unknown)
    case .standing(let steps, let standing):
      writer.write(Kind.standing)
      writer.write(UInt64(steps))
      writer.write(standing)
      let filled = (writer.bytes.count + 4) % EpisodeRecordCodec.standingUnit
      if filled > 0 {
        for _ in filled..<EpisodeRecordCodec.standingUnit { writer.write(UInt8(0)) }
      }
    }
    return SealedRecord.seal(writer.bytes)
  }

  /// - Complexity: O(size).
  init(_ bytes: [UInt8]) throws(RecordFault) {
    guard var reader = try SealedRecord.open(bytes) else {
      self = .erased
      return
    }
    switch try reader.readByte() {
    case Kind.begin: self = .begin(try reader.readText())
    case Kind.step: self = try EpisodeRecordCodec.step(&reader)
    case Kind.label: self = .end(.outcome(.label(try reader.readText())))
    case Kind.number: self = .end(.outcome(.number(try reader.readNumber())))
    case Kind.complete: self = .end(.complete)
    case Kind.unknown: self = .end(.unknown)
    case Kind.standing:
      self = .standing(
        steps: Int(truncatingIfNeeded: try reader.readBits()), try reader.readBytes())
      // Zeros follow.
      return
    case let kind: throw RecordFault(reason: "it is of unknown kind \(kind)")
    }
    guard reader.isAtEnd else { throw RecordFault(reason: "bytes are left over") }
  }

  private static func step(_ reader: inout RecordReader) throws(RecordFault) -> EpisodeRecordCodec {
    let order = try reader.readNumber()
    var cells: [UInt32] = []
    while !reader.isAtEnd {
      var cell: UInt32 = 0
      for shift: UInt32 in [0, 8, 16, 24] { cell |= UInt32(try reader.readByte()) << shift }
      cells.append(cell)
    }
    return .step(order: order, cells: cells)
  }
}
