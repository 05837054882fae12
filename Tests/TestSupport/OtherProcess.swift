import Foundation

/// Waits for other processes by their state, never by a clock, so that a busy machine changes nothing.
package enum OtherProcess {
  /// Runs `body` while another process holds the lock of a ledger; that process is killed afterwards.
  @discardableResult
  package static func holding<Result>(
    lockOf path: String, _ body: () throws -> Result
  ) throws -> Result {
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    process.arguments = ["--no-fork", path + "-lock", "sh", "-c", "echo held; read line"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    guard !output.fileHandleForReading.availableData.isEmpty else {
      throw Unexpected("flock did not get the lock of \(path)")
    }
    return try body()
  }

  /// Whether ``waitForReading(_:of:)`` works here: it reads the state of processes from /proc.
  package static let canWaitForReading = FileManager.default.fileExists(atPath: "/proc/self/stat")

  /// Returns once a process has read everything that was written into a pipe and sleeps, which it
  /// does when it waits for more; throws if the process ends before.
  package static func waitForReading(_ pipe: Pipe, of process: Process) throws {
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    while process.isRunning {
      var waiting: Int32 = 0
      guard ioctl(descriptor, UInt(FIONREAD), &waiting) == 0 else {
        throw Unexpected("the pipe cannot be asked how much it holds")
      }
      if waiting == 0, try isSleeping(process.processIdentifier) { return }
      usleep(2_000)
    }
    throw Unexpected("the process ended, with status \(process.terminationStatus)")
  }

  private static func isSleeping(_ identifier: Int32) throws -> Bool {
    let text = try String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
    // The name, in parentheses, may hold anything; the state follows it.
    return text.split(separator: ")").last?.hasPrefix(" S") ?? false
  }
}
