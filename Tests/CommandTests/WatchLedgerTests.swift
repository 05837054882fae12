import TestSupport
import Foundation
import Testing

struct WatchLedgerTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private var ledger: String { scratch.path("cases.ledger") }

  private func watch(_ table: String, _ arguments: String...) throws -> Program.Run {
    try Program.run(
      ["watch", table, "--ledger", ledger, "--report", "json"] + Cases.columns + arguments)
  }

  @Test func goesOn() throws {
    let rows = Cases.rows(0..<24, everywhere: false)
    let first = try scratch.write(Cases.csv(Array(rows[..<50])), "first.csv")
    let begun = try watch(first, "--outcome", "state", "--bad", "lost", "--unfinished", "--quiet")
    #expect(begun.status == 0)
    #expect(begun.errors.isEmpty)
    #expect(try begun.json()["known"] as? Int == 0)
    let whole = try scratch.write(Cases.csv(rows), "whole.csv")
    let run = try watch(whole)
    #expect(run.status == 0)
    let report = try run.json()
    #expect(report["known"] as? Int == 50)
    #expect(report["steps"] as? Int == Cases.steps(0..<24) - 50)
    #expect(report["open"] as? Int == 0)
    #expect(run.errors.contains("note: 50 steps had come before; ignored"))
    #expect(!run.errors.contains("came before, just the same"))
    let again = try watch(whole)
    #expect(again.status == 0)
    #expect(try again.json()["known"] as? Int == Cases.steps(0..<24))
    #expect(try again.json()["learned"] as? Int == 0)
    #expect(try again.json()["skipped"] as? Int == 0)
    let strict = try watch(whole, "--strict")
    #expect(strict.status == 0)
    let text = try Program.run(["watch", whole, "--ledger", ledger] + Cases.columns)
    #expect(text.output.contains("after 24 in earlier runs"))
    #expect(text.output.contains("\(Cases.steps(0..<24)) steps had come before; ignored."))
    #expect(text.output.contains("Saved in \(ledger)."))
  }

  /// Other rows of names that have ended are other episodes; the same rows are none.
  @Test func namesThatComeBack() throws {
    let table = try scratch.write(Cases.csv(0..<6))
    #expect(try watch(table, "--outcome", "state").status == 0)
    let rows = ["C0,1,sales,0,calm,solved", "C1,99,sales,0,calm,solved"]
    let others = try scratch.write(Cases.csv(rows), "other.csv")
    let report = try watch(others).json()
    #expect(report["renamed"] as? Int == 2)
    #expect(report["learned"] as? Int == 2)
    let again = try watch(others).json()
    #expect(again["known"] as? Int == 2)
    #expect(again["renamed"] as? Int == 0)
    #expect(again["learned"] as? Int == 0)
    let story = try watch(others, "--explain", "C1 (2)")
    #expect(story.status == 0)
  }

  /// Nothing that was acknowledged is lost when the program is killed, and what comes again is passed
  /// over.
  @Test(arguments: [1, 14, 33])
  func killed(count: Int) throws {
    let rows = Cases.rows(0..<24, everywhere: false)
    let start = try scratch.write(Cases.csv(Array(rows[..<20])), "start.csv")
    #expect(try watch(start, "--outcome", "state", "--unfinished", "--quiet").status == 0)
    let process = Program.process(
      ["watch", "-", "--ledger", ledger, "--acknowledge", "--quiet"] + Cases.columns)
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let csv = Cases.csv(Array(rows[20..<20 + count + 10]))
    try input.fileHandleForWriting.write(contentsOf: Data(csv.utf8))
    var text = ""
    while text.split(separator: "\n").count < count {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty)
      text += String(decoding: data, as: UTF8.self)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let run = try watch(try scratch.write(Cases.csv(rows), "whole.csv"))
    #expect(run.status == 0)
    let report = try run.json()
    let known = try #require(report["known"] as? Int)
    #expect((20 + count...20 + count + 10).contains(known))
    #expect(report["steps"] as? Int == Cases.steps(0..<24) - known)
    #expect(report["skipped"] as? Int == 0)
    #expect(report["open"] as? Int == 0)
    let unbroken = try Program.run(
      ["watch", scratch.path("whole.csv"), "--outcome", "state", "--save", scratch.path("w")]
        + Cases.columns)
    #expect(unbroken.status == 0)
    let again = try watch(scratch.path("whole.csv"))
    #expect(try again.json()["known"] as? Int == Cases.steps(0..<24))
  }

  @Test func acknowledgesGroups() throws {
    let table = try scratch.write(Cases.csv(0..<400))
    let run = try watch(table, "--outcome", "state", "--acknowledge", "--quiet")
    #expect(run.status == 0)
    #expect(run.lines.first == "1000\t\(table)\t1001")
    let rows = Cases.steps(0..<400)
    #expect(run.lines[1] == "\(rows)\t\(table)\t\(rows + 1)")
  }

  @Test func argumentsMustAgree() throws {
    let table = try scratch.write(Cases.csv(0..<6))
    let missing = try watch(table)
    #expect(missing.status == 64)
    #expect(missing.errors.contains("Say what to predict"))
    for others in [
      ["--save", "a"], ["--resume", "a"], ["--train-fraction", "0.5"],
    ] {
      let run = try Program.run(
        ["watch", table, "--outcome", "state", "--ledger", ledger] + Cases.columns + others)
      #expect(run.status == 64, "\(others)")
    }
    let loose = try Program.run(
      ["watch", table, "--outcome", "state", "--acknowledge"] + Cases.columns)
    #expect(loose.status == 64)
    #expect(!scratch.names.contains("cases.ledger"))
    #expect(try watch(table, "--outcome", "state").status == 0)
    for wrong in [["--outcome", "mood"], ["--remaining", "steps"], ["--bad", "lost"]] {
      let run = try Program.run(["watch", table, "--ledger", ledger] + Cases.columns + wrong)
      #expect(run.status == 1, "\(wrong)")
      #expect(run.firstError.contains("the monitor does not fit"))
    }
  }

  @Test func otherFiles() throws {
    let table = try scratch.write(Cases.csv(0..<6))
    let garden = try scratch.write(Garden.csv(20), "garden.csv")
    let examples = scratch.path("garden.ledger")
    #expect(
      try Program.run(["learn", garden, "--target", "ripe", "--ledger", examples]).status == 0)
    let arguments = ["watch", table, "--outcome", "state"] + Cases.columns + ["--ledger"]
    let run = try Program.run(arguments + [examples])
    #expect(run.status == 1)
    #expect(run.firstError.contains("is a ledger of examples"))
    let text = try Program.run(arguments + [garden])
    #expect(text.status == 1)
    #expect(text.firstError.contains("is not a ledger"))
    #expect(try watch(table, "--outcome", "state").status == 0)
    let learned = try Program.run(["learn", garden, "--target", "ripe", "--ledger", ledger])
    #expect(learned.status == 1)
    #expect(learned.firstError.contains("is a ledger of episodes"))
    let predictions = try watch(table, "--predictions", ledger)
    #expect(predictions.status == 1)
  }
}
