import TestSupport
import Foundation
import Testing

struct StreamTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  // Who was started with Ctrl-C ignored hands that on to all children.
  private static let signals: [Int32] = {
    var action = sigaction()
    sigaction(SIGINT, nil, &action)
    #if canImport(Glibc)
      let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    #else
      let handler = 0
    #endif
    return handler == 1 ? [SIGTERM] : [SIGINT, SIGTERM]
  }()

  /// What was read ahead to find out what the columns hold is learned all the same.
  @Test(.enabled(if: OtherProcess.canWaitForReading, "there is no /proc"), arguments: signals)
  func interruptedWhileLookingAhead(signal: Int32) throws {
    let saved = scratch.path("ahead.model")
    let process = Program.process(["learn", "-", "--target", "ripe", "--save", saved])
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(Garden.csv(60).utf8))
    try OtherProcess.waitForReading(input, of: process)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let examples = try Program.run(["inspect", saved, "--json"]).json()["examples"] as? Int
    // All lines had their ends.
    #expect(examples == 60)
  }

  @Test(.enabled(if: OtherProcess.canWaitForReading, "there is no /proc"), arguments: signals)
  func interruptedLearningSaves(signal: Int32) throws {
    let model = try scratch.model(rows: 20)
    let saved = scratch.path("saved.model")
    let process = Program.process([
      "learn", "-", "--resume", model, "--save", saved, "--report", "json",
    ])
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(Garden.csv(50, from: 20).utf8))
    // Half a row: it must not be learned.
    try input.fileHandleForWriting.write(contentsOf: Data("G99,2024-05-01,fig,1.5,ye".utf8))
    try OtherProcess.waitForReading(input, of: process)
    kill(process.processIdentifier, signal)
    let report = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    let object = try JSONSerialization.jsonObject(with: report) as? [String: Any]
    #expect(object?["interrupted"] as? Bool == true)
    let examples = try #require(object?["examples"] as? Int)
    #expect((1...50).contains(examples))
    #expect((object?["classes"] as? [String])?.contains("ye") == false)
    let facts = try Program.run(["inspect", saved, "--json"]).json()
    #expect(facts["examples"] as? Int == 20 + examples)
  }

  @Test(arguments: [true, false])
  func predictionsComeAtOnce(isCSV: Bool) throws {
    let process = Program.process(["predict", try scratch.model(rows: 20), "-"])
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let text = isCSV ? Garden.csv(3) : "\n" + Garden.jsonLines(3)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    var answers = ""
    for (index, line) in lines.enumerated() {
      try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
      // The reader of CSV looks at the header and the first row together.
      while index > 0, !answers.contains("\n\(index),") {
        let data = output.fileHandleForReading.availableData
        try #require(!data.isEmpty)
        answers += String(decoding: data, as: UTF8.self)
      }
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(answers.hasPrefix("row,prediction,probability,abstain,support,novelty,set\n1,"))
  }

  /// The second half of the rows comes when the predictions are not read any more.
  @Test func closedPipe() throws {
    let table = try scratch.write(Garden.csv(200))
    let run = try Program.shell(
      "mkfifo \"$3\"; "
        + "\"$0\" predict \"$1\" - < <(cat \"$2\"; read < \"$3\"; tail -n 100 \"$2\") "
        + "| { head -n 1; exec 0<&-; echo > \"$3\"; }; "
        + "exit ${PIPESTATUS[0]}", try scratch.model(rows: 20), table, scratch.path("closed"))
    #expect(run.status == 0)
    #expect(run.output == "row,prediction,probability,abstain,support,novelty,set\n")
    #expect(run.errors.isEmpty)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func fullOutput() throws {
    let model = try scratch.model(rows: 20)
    let table = try scratch.write(Garden.csv(20))
    for arguments in [
      "inspect \"$1\"", "predict \"$1\" \"$2\"", "learn \"$2\" --target ripe", "--help",
      "learn \"$2\" --target ripe --report json --save \"$1.new\"",
    ] {
      let run = try Program.shell("\"$0\" \(arguments) > /dev/full", model, table)
      #expect(run.status == 1, "\(arguments)")
      #expect(
        run.errors.contains(
          "error: standard output cannot be written: No space left on device"), "\(arguments)")
    }
    #expect(scratch.names.contains("garden.model.new"), "what was learned is not lost")
  }

  @Test func controlCharacters() throws {
    let table = try scratch.write("a,\"b\u{1b}[2J\nc\"\n1,x\n2,y\u{7}\n")
    let run = try Program.run(["learn", table, "--target", "b\u{1b}[2J\nc"])
    #expect(run.status == 0)
    #expect(!run.output.contains("\u{1b}"))
    let wrong = try Program.run(["learn", table, "--target", "b\u{1b}"])
    #expect(wrong.status == 1)
    #expect(!wrong.errors.contains("\u{1b}"))
    #expect(wrong.errors.split(separator: "\n").count == 1)
  }
}
