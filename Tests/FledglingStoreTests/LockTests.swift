import Foundation
import Testing

@testable import FledglingStore

struct LockTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func oneSessionAtATime() throws {
    let path = folder.file("ledger")
    var ledger: Ledger? = try Parcels.ledger(folder)
    #expect(ledger != nil)
    let process = Int(ProcessInfo.processInfo.processIdentifier)
    #expect(throws: LedgerError.held(path: path, by: process)) {
      try Ledger.open(path, timeout: 0.1)
    }
    ledger = nil
    _ = try Ledger.open(path, timeout: 0.1)
  }

  #if os(Linux)
    @Test func aKilledProcessHoldsNothing() throws {
      let path = folder.file("ledger")
      _ = try Parcels.ledger(folder)
      try OtherProcess.holds(path) { _ = try Ledger.open(path, timeout: 0) }
      _ = try Ledger.open(path, timeout: 1)
    }
  #endif
}
