import Foundation

/// The program under test.
enum Program {
  /// What a finished run left behind.
  struct Run {
    let status: Int32
    let output: String
    /// What was complained about.
    let errors: String
    /// The line that says what the columns were read as.
    let readAs: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var firstError: String { errors.split(separator: "\n").first.map(String.init) ?? "" }

    /// The output as one JSON object.
    func json() throws -> [String: Any] {
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return object as? [String: Any] ?? [:]
    }
  }

  /// The executable, which is built beside the tests.
  static let url: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let tests = bundle?.bundleURL ?? Bundle.main.executableURL ?? Bundle.main.bundleURL
    return tests.deletingLastPathComponent().appendingPathComponent("fledgling")
  }()

  /// Runs the program to its end.
  static func run(_ arguments: [String], input: String = "") throws -> Run {
    try run(url, arguments, input: Data(input.utf8))
  }

  /// Runs a shell script, in which `$0` is the program and `$1` … are the arguments.
  static func shell(_ script: String, _ arguments: String...) throws -> Run {
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
  static func process(_ arguments: [String], of url: URL = url) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["COLUMNS"] = "80"
    process.environment = environment
    return process
  }
}

/// Reads CSV that the program wrote.
enum CSVLine {
  /// The cells of a line, without their quotes.
  static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    var wasQuote = false
    for character in line {
      switch character {
      case "\"":
        // The second of two quotes within quotes.
        if wasQuote, !isQuoted { cells[cells.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
      wasQuote = character == "\"" && !isQuoted
    }
    return cells
  }
}

/// A directory that lasts as long as one test.
final class Scratch {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("fledgling-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func write(_ data: Data, _ name: String) throws -> String {
    let path = path(name)
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }

  func write(_ text: String, _ name: String = "table.csv") throws -> String {
    try write(Data(text.utf8), name)
  }

  func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// The names of everything in the directory.
  var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory.path))?.sorted() ?? []
  }

  /// A model of ``Garden`` after some rows.
  func model(_ name: String = "garden.model", rows: Int = 60) throws -> String {
    let model = path(name)
    let table = try write(Garden.csv(rows), "taught-\(name).csv")
    let run = try Program.run(["learn", table, "--target", "ripe", "--save", model, "--quiet"])
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return model
  }
}

/// Something that was only prepared for a test did not work.
struct Unexpected: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// A small table in which `ripe` depends on `sun` and `kind`.
enum Garden {
  static let header = "id,day,kind,sun,ripe"

  static func row(_ index: Int) -> String {
    let kind = ["plum", "pear", "fig"][index * 7 % 3]
    let sun = index * 37 % 100
    return "G\(index),2024-05-\(index % 28 + 1 < 10 ? "0" : "")\(index % 28 + 1),\(kind),"
      + "\(Double(sun) / 4),\(label(index))"
  }

  static func label(_ index: Int) -> String {
    index * 37 % 100 + (index * 7 % 3) * 10 > 60 ? "yes" : "no"
  }

  static func csv(_ rows: Int, from first: Int = 0) -> String {
    ([header] + (first..<first + rows).map(row)).joined(separator: "\n") + "\n"
  }

  static func jsonLines(_ rows: Int) -> String {
    let names = header.split(separator: ",")
    return (0..<rows).map { index in
      let cells = zip(names, row(index).split(separator: ",")).map { "\"\($0)\":\"\($1)\"" }
      return "{\(cells.joined(separator: ","))}\n"
    }.joined()
  }
}
