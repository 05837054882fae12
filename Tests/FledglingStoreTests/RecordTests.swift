import Fledgling
import Testing

@testable import FledglingStore

struct RecordTests {
  /// What is stored may come back damaged in any way; it must be refused, never trap.
  @Test(arguments: [UInt64](1...20))
  func damagedRecordsAreRefused(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for entry in Parcels.entries(0..<50, seed: seed) {
      let bytes = Record.entry(entry).bytes
      #expect(try Record(bytes) == .entry(entry))
      #expect(throws: RecordFault.self) { try Record(Array(bytes.dropLast())) }
      var damaged = bytes
      for _ in 0...random.next() % 4 {
        damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() & 255)
      }
      if damaged != bytes { #expect(throws: RecordFault.self) { try Record(damaged) } }
    }
    #expect(throws: RecordFault.self) { try Record([]) }
    #expect(try Record([0, 0, 0]) == .erased)
  }

  @Test func outcomesAreRecords() throws {
    for record in [Record.outcome(entry: 7, .label("x")), .outcome(entry: 9, .number(-0.5))] {
      #expect(try Record(record.bytes) == record)
    }
  }
}
