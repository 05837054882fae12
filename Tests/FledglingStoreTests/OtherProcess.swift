import Foundation
import Testing

#if os(Linux)
  /// A process beside this one.
  enum OtherProcess {
    /// Holds a ledger's lock until opening it fails, and is killed.
    static func holds(_ path: String, opening: () throws -> Void) throws {
      let holder = Process()
      holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
      holder.arguments = ["--no-fork", path + "-lock", "sleep", "60"]
      try holder.run()
      var isHeld = false
      for _ in 0..<100 where !isHeld {
        do { try opening() } catch { isHeld = true }
        usleep(20_000)
      }
      #expect(isHeld)
      kill(holder.processIdentifier, SIGKILL)
      holder.waitUntilExit()
    }
  }
#endif
