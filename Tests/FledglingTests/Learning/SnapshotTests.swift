import Foundation
import Testing

@testable import Fledgling

struct SnapshotTests {
  struct Stop: Sendable, CustomTestStringConvertible {
    var source: Source
    var at: Int
    var more: Int
    var testDescription: String { "\(source.name), \(at) + \(more)" }
  }

  /// A learner that was put away and taken out again goes on as if nothing had been.
  @Test(arguments: [
    Stop(source: .plane, at: 120, more: 300),
    Stop(source: .plane, at: 0, more: 20),
    Stop(source: .category, at: 1, more: 30),
    Stop(source: .category, at: 63, more: 70),
    Stop(source: .clouds, at: 2, more: 90),
    Stop(source: .wild, at: 30, more: 60),
  ])
  func goesOnAsBefore(stop: Stop) throws {
    let examples = stop.source.examples(stop.at + stop.more, seed: 9)
    var learner = Learner(schema: try stop.source.schema(), seed: 4)
    try learner.run(examples.prefix(stop.at))
    let bytes = learner.snapshot()
    var copy = try Learner(snapshot: bytes)
    #expect(FledglingTests.bytes(of: copy) == Array(bytes[16..<bytes.count - 32]))
    #expect(copy.schema == learner.schema)
    #expect(copy.classes == learner.classes)
    #expect(copy.experts == learner.experts)
    for (index, example) in examples.dropFirst(stop.at).enumerated() {
      let outcome = Outcome.label(example.label)
      let expected = try learner.answer(example.values, thenLearn: outcome)
      let answer = try copy.answer(example.values, thenLearn: outcome)
      if answer != expected {
        Issue.record("\(index) examples later, \(answer) instead of \(expected)")
        return
      }
    }
    #expect(FledglingTests.bytes(of: copy) == FledglingTests.bytes(of: learner))
  }

  /// And so where a change was noticed and trees were grown on what came since.
  @Test(arguments: [RuleChange.corners, .sums])
  func goesOnAsBeforeAfterAChange(change: RuleChange) throws {
    let examples = change.examples(1_500, changeAt: 700, seed: 5)
    var learner = Learner(schema: try RuleChange.schema(), seed: 4)
    try learner.run(examples.prefix(1_300))
    #expect(!learner.driftEvents.isEmpty)
    #expect(learner.classifier?.ensemble.recentTrees != nil)
    var copy = try Learner(snapshot: learner.snapshot())
    #expect(copy.classifier?.ensemble.recentTrees != nil)
    #expect(copy.driftEvents == learner.driftEvents)
    #expect(copy.experts == learner.experts)
    for (index, example) in examples.suffix(200).enumerated() {
      for effort in [Effort.full, .adaptive] {
        let expected = try learner.predict(example.values, effort: effort)
        let answer = try copy.predict(example.values, effort: effort)
        if answer != expected {
          Issue.record("\(index) examples later, \(answer) instead of \(expected)")
          return
        }
      }
      try learner.learn(example.values, outcome: .label(example.label))
      try copy.learn(example.values, outcome: .label(example.label))
    }
    // Compared apart, as to tell where megabytes differ takes for ever.
    let isSame = copy.snapshot() == learner.snapshot()
    #expect(isSame)
  }

  /// Hashes name the state: they survive a snapshot and tell seeds and experiences apart.
  @Test func hashes() throws {
    let examples = Source.plane.examples(20, seed: 1)
    var learner = Learner(schema: try Source.plane.schema(), seed: 1)
    try learner.run(examples)
    let copy = try Learner(snapshot: learner.snapshot())
    #expect(copy.stateHash == learner.stateHash)
    #expect(copy.encoderHash == learner.encoderHash)
    #expect(learner.stateHash.count == 64)
    var other = Learner(schema: try Source.plane.schema(), seed: 2)
    try other.run(examples)
    #expect(other.encoderHash != learner.encoderHash)
    #expect(other.stateHash != learner.stateHash)
    let before = learner.stateHash
    try learner.run(examples.prefix(1))
    #expect(learner.stateHash != before)
  }

  @Test func aCopyIsApart() throws {
    let examples = Source.plane.examples(60, seed: 1)
    var learner = Learner(schema: try Source.plane.schema())
    try learner.run(examples.prefix(40))
    let before = bytes(of: learner)
    var copy = learner
    try copy.run(examples.suffix(20))
    #expect(bytes(of: learner) == before)
    #expect(bytes(of: copy) != before)
  }
}

/// Damaged snapshots are refused.  A checksum over a megabyte takes a quarter of a second in a debug
/// build, so that only a sample is tried unless `FLEDGLING_THOROUGH` is set.
struct SnapshotDamageTests {
  private static let isThorough =
    ProcessInfo.processInfo.environment["FLEDGLING_THOROUGH"] != nil

  private func snapshot() throws -> [UInt8] {
    var learner = Learner(schema: try Source.category.schema())
    try learner.run(Source.category.examples(40, seed: 1))
    return learner.snapshot()
  }

  private func refusal(_ bytes: [UInt8]) -> SnapshotError? {
    do throws(SnapshotError) {
      _ = try Learner(snapshot: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatIsNotASnapshot() {
    #expect(refusal([]) == .notASnapshot)
    #expect(refusal(Array("FLEDG".utf8)) == .notASnapshot)
    #expect(refusal(Array("a,b,c\n1,2,3\n".utf8)) == .notASnapshot)
    #expect(refusal([UInt8](repeating: 0, count: 1_000)) == .notASnapshot)
    guard case .damaged = refusal(Array("FLEDGLNG".utf8)) else {
      Issue.record("the first word alone")
      return
    }
  }

  @Test func anotherFormatIsNamed() throws {
    var bytes = try snapshot()
    bytes[8] = UInt8(Learner.formatVersion + 1)
    let refusal = refusal(bytes)
    #expect(refusal == .newer(version: Learner.formatVersion + 1))
    bytes[8] = UInt8(Learner.formatVersion - 1)
    #expect(throws: SnapshotError.older(version: Learner.formatVersion - 1)) {
      try Learner(snapshot: bytes)
    }
    #expect(refusal?.description.contains("\(Learner.formatVersion + 1)") == true)
  }

  @Test func everyBitOfTheHeader() throws {
    let bytes = try snapshot()
    for bit in 0..<12 * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(refusal(flipped) != nil, "bit \(bit)")
    }
  }

  @Test func flippedBits() throws {
    let bytes = try snapshot()
    var random = SplitMix64(seed: 12)
    var bits = [12 * 8, 16 * 8, bytes.count * 8 - 1, (bytes.count - 32) * 8]
    for _ in 0..<(Self.isThorough ? 200 : 4) { bits.append(random.below(bytes.count * 8)) }
    for bit in bits {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      guard case .damaged = refusal(flipped) else {
        Issue.record("bit \(bit) of \(bytes.count * 8)")
        continue
      }
    }
  }

  @Test func truncated() throws {
    let bytes = try snapshot()
    let step = Self.isThorough ? 997 : bytes.count / 4
    let cuts = Array(stride(from: 8, to: bytes.count, by: step)) + [bytes.count - 1]
    for cut in cuts {
      guard case .damaged = refusal(Array(bytes[..<cut])) else {
        Issue.record("cut at \(cut) of \(bytes.count)")
        continue
      }
    }
    guard case .damaged = refusal(bytes + [0]) else {
      Issue.record("one byte more")
      return
    }
  }

  /// Even without a checksum, reading never goes beyond the end: every length is told.
  @Test func truncatedBehindTheChecksum() throws {
    let bytes = try snapshot()
    let step = Self.isThorough ? 997 : 9_970
    for cut in stride(from: 16, to: bytes.count - 32, by: step) {
      var reader = SnapshotReader(bytes, from: 16, to: cut)
      #expect(throws: SnapshotError.self, "cut at \(cut) of \(bytes.count)") {
        _ = try Learner(from: &reader)
      }
    }
  }

  @Test func readingEndsAtTheEnd() throws {
    var reader = SnapshotReader([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2], to: 5)
    #expect(throws: SnapshotError.self) { try reader.read(UInt64.self) }
    #expect(try reader.read(UInt32.self) == 1)
    #expect(!reader.isAtEnd)
    #expect(try reader.read(Bool.self))
    #expect(reader.isAtEnd)
    #expect(throws: SnapshotError.self) { try reader.read(UInt8.self) }
    var two = SnapshotReader([2])
    #expect(throws: SnapshotError.self) { try two.read(Bool.self) }
  }

  @Test func lengthsThatCannotBe() throws {
    for count in [Int.max, Int.min, -1, 1 << 40, 3] {
      var writer = SnapshotWriter()
      writer.write(count)
      writer.write(1 as UInt16)
      #expect(throws: SnapshotError.self) {
        var reader = SnapshotReader(writer.bytes)
        let _: [UInt64] = try reader.read()
      }
      #expect(throws: SnapshotError.self) {
        var reader = SnapshotReader(writer.bytes)
        let _: String = try reader.read()
      }
      #expect(throws: SnapshotError.self) {
        var reader = SnapshotReader(writer.bytes)
        let _: [ColumnSketch] = try reader.read()
      }
    }
  }
}
