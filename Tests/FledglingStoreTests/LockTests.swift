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
      let holder = Process()
      holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
      holder.arguments = ["--no-fork", path + "-lock", "sleep", "60"]
      try holder.run()
      var isHeld = false
      for _ in 0..<100 where !isHeld {
        do { _ = try Ledger.open(path, timeout: 0) } catch { isHeld = true }
        usleep(20_000)
      }
      #expect(isHeld)
      kill(holder.processIdentifier, SIGKILL)
      holder.waitUntilExit()
      _ = try Ledger.open(path, timeout: 1)
    }
  #endif
}
