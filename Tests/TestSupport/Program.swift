import Foundation

/// The command-line program under test.
package enum Program {
  /// The result of a finished run.
  package struct Run {
    package let status: Int32
    package let output: String
    /// Standard error, without ``readAs``.
    package let errors: String
    /// The line that says what the columns were read as.
    package let readAs: String

    package var lines: [String] { output.split(separator: "\n").map(String.init) }
    package var firstError: String { errors.split(separator: "\n").first.map(String.init) ?? "" }

    /// The output as one JSON object.
    package func json() throws -> [String: Any] {
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return object as? [String: Any] ?? [:]
    }
  }

  /// The executable, which is built beside the tests.
  package static let url: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let tests = bundle?.bundleURL ?? Bundle.main.executableURL ?? Bundle.main.bundleURL
    return tests.deletingLastPathComponent().appendingPathComponent("fledgling")
  }()

  /// Runs the program to its end.
  package static func run(_ arguments: [String], input: String = "") throws -> Run {
    try run(url, arguments, input: Data(input.utf8))
  }

  /// Runs a shell script, in which `$0` is the program and `$1` … are the arguments.
  package static func shell(_ script: String, _ arguments: String...) throws -> Run {
    try run(
      URL(fileURLWithPath: "/bin/bash"), ["-c", script, url.path] + arguments, input: Data())
  }

  private static func run(_ url: URL, _ arguments: [String], input: Data) throws -> Run {
    let scratch = try Scratch()
    let output = try scratch.write("", "output")
    let errors = try scratch.write("", "errors")
    let process = process(arguments, of: url)
    process.standardInput = FileHandle(forReadingAtPath: try scratch.write(input, "input"))
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    let complaints = try String(contentsOfFile: errors, encoding: .utf8)
    let lines = complaints.split(separator: "\n", omittingEmptySubsequences: false)
    return Run(
      status: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: lines.filter { !$0.hasPrefix("read as: ") }.joined(separator: "\n"),
      readAs: lines.first { $0.hasPrefix("read as: ") }.map(String.init) ?? "")
  }

  /// A process that was not started yet.
  package static func process(_ arguments: [String], of url: URL = url) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["COLUMNS"] = "80"
    process.environment = environment
    return process
  }
}
