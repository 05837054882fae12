import Foundation
import TestSupport

/// The commands of a console block, each with the output that the page shows.
struct Transcript {
  struct Step {
    /// The command's lines as the page shows them, the first with its prompt.
    var shown: [String]
    var output: [String]

    /// The command for the shell.
    var command: String { shown.joined(separator: "\n").dropFirst(2).description }
  }

  var steps: [Step] = []

  init(_ lines: some Sequence<String>) {
    var continues = false
    for line in lines {
      if line.hasPrefix("$ ") {
        steps.append(Step(shown: [line], output: []))
      } else if !steps.isEmpty {
        if continues {
          steps[steps.count - 1].shown.append(line)
        } else {
          steps[steps.count - 1].output.append(line)
        }
      }
      continues = (line.hasPrefix("$ ") || continues) && line.hasSuffix("\\")
    }
  }

  var lines: [String] { steps.flatMap { $0.shown + $0.output } }
}

extension Scratch {
  /// Copies the tables of `Examples` into the folder, and its folder of pictures.
  func takeExamples() throws {
    let folder = Page.root.appendingPathComponent("Examples")
    let manager = FileManager.default
    for name in try manager.contentsOfDirectory(atPath: folder.path).sorted() {
      let source = folder.appendingPathComponent(name)
      for file in (try? manager.contentsOfDirectory(atPath: source.path)) ?? []
      where file.hasSuffix(".csv") {
        try manager.copyItem(
          at: source.appendingPathComponent(file), to: directory.appendingPathComponent(file))
      }
    }
    let pictures = directory.appendingPathComponent("pictures")
    try manager.createDirectory(at: pictures, withIntermediateDirectories: true)
    for kind in ["cross", "ring"] {
      try manager.copyItem(
        at: folder.appendingPathComponent("pictures/\(kind)"),
        to: pictures.appendingPathComponent(kind))
    }
  }

  /// What a terminal would show of a command that runs in the folder.
  func show(_ command: String) throws -> [String] {
    let path = try write("", ".shown")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = directory
    var environment = ProcessInfo.processInfo.environment
    let search = environment["PATH"] ?? "/usr/bin:/bin"
    environment["PATH"] = "\(Program.url.deletingLastPathComponent().path):\(search)"
    environment["HOME"] = directory.path
    environment["COLUMNS"] = "80"
    process.environment = environment
    let handle = FileHandle(forWritingAtPath: path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    var lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
