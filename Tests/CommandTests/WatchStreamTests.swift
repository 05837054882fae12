import TestSupport
import Foundation
import Testing

struct WatchStreamTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func watch(_ rows: [String], _ arguments: String...) throws -> Program.Run {
    try Program.run(
      ["watch", "-", "--report", "json"] + Cases.columns + arguments, input: Cases.csv(rows))
  }

  @Test func outcomesEndEpisodes() throws {
    var rows = Cases.rows(0..<12, everywhere: false)
    // One goes on when the input ends.
    rows.append("C50,99,sales,0,calm,")
    let run = try watch(
      rows, "--outcome", "state", "--bad", "lost", "--predictions", scratch.path("p.csv"))
    #expect(run.status == 0)
    let report = try run.json()
    #expect(report["judged"] as? Int == 12)
    #expect(report["episodes"] as? Int == 13)
    #expect(report["open"] as? Int == 1)
    let text = try String(decoding: scratch.read("p.csv"), as: UTF8.self)
    #expect(text.split(separator: "\n").count == 2 + Cases.steps(0..<12))
    let fraction = try watch(rows, "--outcome", "state", "--train-fraction", "0.5")
    #expect(fraction.status == 64)
    #expect(fraction.firstError.contains("--train-fraction needs ordinary files"))
  }

  @Test func episodesOfOneName() throws {
    let rows = [
      "a,1,sales,0,calm,", "a,2,sales,0,calm,solved", "a,1,billing,0,angry,",
      "a,2,billing,0,angry,lost", "b,1,sales,0,calm,", "b,1,sales,0,calm,lost",
    ]
    let run = try watch(rows, "--outcome", "state")
    #expect(run.status == 0)
    #expect(
      run.errors.contains(
        "line 4: episode \"a\" has ended before; its new rows are episode \"a (2)\""))
    let report = try run.json()
    #expect(report["renamed"] as? Int == 1)
    #expect(report["skipped"] as? Int == 0)
    #expect(report["steps"] as? Int == 6)
    #expect(report["judged"] as? Int == 3)
    #expect(report["open"] as? Int == 0)
  }

  /// A stream whose every row has the outcome does not make an episode of each.
  @Test func outcomesInEveryRow() throws {
    let run = try watch(Cases.rows(0..<6), "--outcome", "state")
    #expect(run.errors.contains("the first row with an outcome ends its episode"))
    let report = try run.json()
    #expect(report["judged"] as? Int == 6)
    #expect(report["renamed"] as? Int == 0)
  }

  @Test func streamsAreNotSorted() throws {
    let rows = ["a,2,sales,0,calm,", "a,1,sales,0,calm,", "a,3,sales,0,calm,lost"]
    let run = try watch(rows, "--outcome", "state")
    #expect(run.errors.contains("line 3: episode \"a\": step 1 comes after step 2"))
    #expect(run.errors.contains("sort the rows by \"at\", or give a file"))
    #expect(try run.json()["steps"] as? Int == 2)
  }

  @Test func endRows() throws {
    let rows = [
      "a,1,sales,0,calm,", "b,1,sales,0,calm,", "a,2,sales,1,calm,over", "b,2,sales,1,calm,",
    ]
    let run = try watch(rows, "--remaining", "time", "--end", "state=over", "--drop", "mood")
    #expect(run.status == 0)
    #expect(try run.json()["judged"] as? Int == 1)
    #expect(try run.json()["open"] as? Int == 1)
    let endless = try watch(rows, "--remaining")
    #expect(endless.errors.contains("no episode ever ends"))
    #expect(try endless.json()["open"] as? Int == 2)
  }

  @Test(.enabled(if: OtherProcess.canWaitForReading, "there is no /proc"))
  func interrupted() throws {
    let process = Program.process(
      ["watch", "-", "--outcome", "state", "--report", "json"] + Cases.columns)
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let csv = Cases.csv(0..<12, everywhere: false)
    try input.fileHandleForWriting.write(contentsOf: Data(csv.utf8))
    try OtherProcess.waitForReading(input, of: process)
    kill(process.processIdentifier, SIGTERM)
    let report = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let object = try JSONSerialization.jsonObject(with: report) as? [String: Any]
    #expect(object?["interrupted"] as? Bool == true)
    #expect((object?["judged"] as? Int ?? 0) >= 10)
  }
}
