import TestSupport
import Foundation
import Testing

@testable import FledglingStore

struct LockTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func oneSessionAtATime() throws {
    let path = folder.path("ledger")
    var ledger: Ledger? = try Parcels.ledger(folder)
    #expect(ledger != nil)
    let process = Int(ProcessInfo.processInfo.processIdentifier)
    #expect(throws: LedgerError.held(path: path, by: process)) {
      try Ledger.open(path, timeout: 0)
    }
    ledger = nil
    _ = try Ledger.open(path, timeout: .infinity)
  }

  #if os(Linux)
    @Test func aKilledProcessHoldsNothing() throws {
      let path = folder.path("ledger")
      _ = try Parcels.ledger(folder)
      try OtherProcess.holding(lockOf: path) {
        #expect(throws: LedgerError.self) { try Ledger.open(path, timeout: 0) }
      }
      _ = try Ledger.open(path, timeout: .infinity)
    }
  #endif
}
