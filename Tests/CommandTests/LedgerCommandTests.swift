import TestSupport
import Foundation
import Testing

struct LedgerCommandTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func ledger(_ command: String, _ arguments: String...) throws -> Program.Run {
    try Program.run(["ledger", command] + arguments)
  }

  @Test func learnedTwice() throws {
    let path = try scratch.teach(Garden.csv(20), "l", .ledger)
    let state = try Facts.of(path)["stateHash"] as? String
    let again = try scratch.learn(Garden.csv(20), "l", .ledger)
    #expect(again.status == 0)
    #expect(try again.json()["known"] as? Int == 20)
    #expect(try again.json()["examples"] as? Int == 0)
    #expect(try again.json()["examplesBefore"] as? Int == 20)
    #expect(try Facts.of(path)["stateHash"] as? String == state)
    // The target need not be said again.
    let text = try Program.run(["learn", scratch.path("l.csv"), "--ledger", path, "--id", "id"])
    #expect(text.status == 0)
    #expect(text.output.contains("20 rows had been learned before, by their ids"))
    #expect(try ledger("export", path).lines.count == 20)
  }

  @Test func moreFiles() throws {
    let path = try scratch.teach(Garden.csv(15), "l", .ledger)
    let more = try scratch.learn(Garden.csv(20, from: 10), "l", .ledger)
    #expect(try more.json()["examplesBefore"] as? Int == 15)
    #expect(try more.json()["examples"] as? Int == 15)
    #expect(try more.json()["known"] as? Int == 5)
    let whole = try scratch.teach(Garden.csv(30), "whole", .ledger)
    #expect(try Facts.of(path)["stateHash"] as? String == Facts.of(whole)["stateHash"] as? String)
    #expect(try Facts.answers(path) == Facts.answers(whole))
    let other = try scratch.learn(Garden.csv(5, from: 30), "l", .ledger, target: "kind")
    #expect(other.status == 1)
    #expect(other.firstError.contains("it predicts \"ripe\", not \"kind\""))
  }

  /// As long as nothing was learned, both have seen the same in the same order; afterwards no order
  /// is left.
  @Test func likeAModel() throws {
    // Marks that only a ledger has to write down.
    let odd = "é7,2024-05-06,\" blå, \"\"plum\"\" \",1e-3,yes"
    let csv = Garden.table((0..<30).map(Garden.row) + [odd, "x,,,,no"])
    let options = ["--id", "id", "--time", "day"]
    let model = try scratch.teach(csv, "model", .model, options)
    let path = try scratch.teach(csv, "ledger", .ledger, options)
    for isConsolidated in [false, true] {
      if isConsolidated { #expect(try Facts.state(model) == Facts.state(path)) }
      #expect(try Facts.answers(model, to: csv) == Facts.answers(path, to: csv))
      var facts = try [model, path].map(Facts.of)
      for index in facts.indices { #expect(facts[index].removeValue(forKey: "bytes") is Int) }
      #expect(facts[0] as NSDictionary == facts[1] as NSDictionary)
    }
  }

  @Test func exportAndImport() throws {
    let path = try scratch.teach(
      Garden.csv(20), "l", .ledger, ["--id", "id", "--source", "spring"])
    let export = try ledger("export", path)
    #expect(export.lines.count == 20)
    #expect(
      export.lines.first
        == #"{"id":"G0","source":"spring","fields":{"day":1714521600,"kind":"plum","sun":0},"outcome":"no"}"#
    )
    let other = try scratch.teach(Garden.csv(20), "other", .ledger, ["--id", "id", "--limit", "1"])
    let rest = export.lines.dropFirst().map { $0 + "\n" }.joined(separator: "\n")
    let imported = try ledger("import", other, try scratch.write(rest, "rest.jsonl"))
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output == "\(other): 19 appended, 20 entries in all\n")
    #expect(try Facts.state(other) == Facts.state(path))
    #expect(try ledger("export", other).lines.dropFirst() == export.lines.dropFirst())

    let before = try Facts.of(other)["stateHash"] as? String
    let new = export.lines[0].replacing("G0", with: "N1")
    for (lines, reason) in [
      ([new, export.lines[3]], "line 2: the id \"G3\" is already in the ledger"),
      (
        [new, "{\"id\":\"N2\",\"fields\":{\"colour\":\"red\"}}"],
        "line 2: there is no field \"colour\""
      ),
      ([new, "{\"id\":"], "line 2: "),
    ] {
      let text = lines.joined(separator: "\n")
      let run = try ledger("import", other, try scratch.write(text, "bad.jsonl"))
      #expect(run.status == 1)
      #expect(run.output.isEmpty)
      #expect(run.firstError.contains("bad.jsonl, \(reason)"), "\(run.errors)")
    }
    #expect(try Facts.of(other)["stateHash"] as? String == before)
    #expect(try ledger("export", other).lines.count == 20)
    let piped = try Program.run(["ledger", "import", other, "-"], input: new)
    #expect(piped.output.contains("1 appended, 21 entries in all"))
  }

  @Test func importDoesNotBringBack() throws {
    let path = try scratch.teach(Garden.csv(8), "l", .ledger)
    let lines = try ledger("export", path).lines
    try #require(try scratch.unlearn(path, "--id", "G3").status == 0)
    let run = try ledger("import", path, try scratch.write(lines[3], "back.jsonl"))
    #expect(run.status == 1)
    #expect(run.firstError.contains("line 1: the id \"G3\" is erased before"), "\(run.errors)")
    #expect(try ledger("export", path).lines.count == 7)
  }

  @Test func check() throws {
    let path = try scratch.teach(Garden.csv(20), "l", .ledger)
    try #require(try scratch.unlearn(path, "--id", "G3").status == 0)
    let good = try ledger("check", path)
    #expect(good.status == 0)
    #expect(good.output == "\(path): 19 entries, 19 with an outcome, 1 id erased; no damage\n")
    var bytes = try scratch.read("l")
    let place = try #require(bytes.range(of: Data("G17".utf8)))
    bytes[place.lowerBound] = UInt8(ascii: "H")
    _ = try scratch.write(bytes, "l")
    let damaged = try ledger("check", path, "--json")
    #expect(damaged.status == 1)
    #expect(try (damaged.json()["problems"] as? [String])?.isEmpty == false, "\(damaged.errors)")
    let text = try ledger("check", path)
    #expect(text.status == 1)
    #expect(text.output.contains("DAMAGED\n  "))
    _ = try scratch.write(bytes.prefix(bytes.count / 2), "half")
    let half = try ledger("check", scratch.path("half"))
    #expect(half.status == 1)
  }

  @Test func compact() throws {
    let path = try scratch.teach(Garden.csv(300), "l", .ledger)
    try #require(try scratch.unlearn(path, "--where", "ripe=no").status == 0)
    let facts = try Facts.of(path)
    let before = try #require(facts["bytes"] as? Int)
    let run = try ledger("compact", path)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("\(path): "))
    let after = try Facts.of(path)
    #expect(try #require(after["bytes"] as? Int) < before)
    #expect(after["stateHash"] as? String == facts["stateHash"] as? String)
    #expect(try ledger("check", path).status == 0)
    #expect(try Program.run(["verify-unlearned", path]).status == 0)
  }

  /// One session at a time; what was acknowledged outlives the one that is killed.
  @Test func heldByAnother() throws {
    let path = try scratch.teach(Garden.csv(10), "l", .ledger)
    let process = Program.process([
      "learn", "-", "--ledger", path, "--id", "id", "--acknowledge", "--quiet",
    ])
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    let rows = Garden.csv(3, from: 10)
    try input.fileHandleForWriting.write(contentsOf: Data(rows.utf8))
    var acknowledged = ""
    while !acknowledged.contains("3\t") {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty)
      acknowledged += String(decoding: data, as: UTF8.self)
    }
    #expect(
      acknowledged == "1\tstandard input\t2\n2\tstandard input\t3\n3\tstandard input\t4\n")
    let second = try Program.run(["inspect", path])
    #expect(second.status == 1)
    #expect(second.output.isEmpty)
    #expect(
      second.firstError.contains("l: the ledger is in use by process \(process.processIdentifier);")
    )
    #expect(process.isRunning)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try Facts.examples(path) == 13)
    #expect(try ledger("export", path).lines.count == 13)
  }

  @Test func acknowledgements() throws {
    let first = try scratch.write(Garden.csv(1_100), "first.csv")
    let second = try scratch.write(Garden.csv(3, from: 1_100), "second.csv")
    let path = scratch.path("l")
    let arguments = ["--target", "ripe", "--ledger", path, "--acknowledge"]
    let run = try Program.run(["learn", first, second, "--id", "id"] + arguments)
    try #require(run.status == 0)
    let lines = run.lines.filter { $0.contains("\t") }
    #expect(
      lines == ["1000\t\(first)\t1001", "1100\t\(first)\t1101", "1103\t\(second)\t4"])
    #expect(try ledger("export", path).lines.count == 1_103)
  }

  /// What is refused is not written down.
  @Test func acknowledgementsCountWhatIsThere() throws {
    let path = try scratch.teach(Garden.csv(4), "l", .ledger)
    try #require(try scratch.unlearn(path, "--id", "G2").status == 0)
    let run = try scratch.learn(Garden.csv(6), "l", .ledger, ["--id", "id", "--acknowledge"])
    #expect(run.lines.first == "5\t\(scratch.path("l.csv"))\t7")
    #expect(try ledger("export", path).lines.count == 5)
    for arguments in [[], ["--save", scratch.path("m")]] {
      let wrong = try Program.run(
        ["learn", scratch.path("l.csv"), "--target", "ripe", "--acknowledge"] + arguments)
      #expect(wrong.status == 64)
      #expect(wrong.firstError.contains("--acknowledge needs --ledger"))
    }
  }

  @Test func noLedger() throws {
    let table = try scratch.write(Garden.csv(8))
    let model = try scratch.teach(Garden.csv(8), "m")
    let path = try scratch.teach(Garden.csv(8), "l", .ledger)
    for place in [table, model] {
      let before = try Data(contentsOf: URL(fileURLWithPath: place))
      for command in ["export", "check", "compact"] {
        let run = try ledger(command, place)
        #expect(run.status == 1)
        #expect(run.firstError.contains("\(place): is not a ledger"), "\(run.errors)")
      }
      let run = try Program.run(["learn", table, "--target", "ripe", "--ledger", place])
      #expect(run.status == 1)
      #expect(run.firstError.contains("\(place): is not a ledger"), "\(run.errors)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: place)) == before)
    }
    let missing = try ledger("check", scratch.path("none"))
    #expect(missing.status == 1)
    #expect(missing.firstError.contains("none: there is no such ledger"))
    #expect(!scratch.names.contains { $0.hasPrefix("none") })
    let resumed = try Program.run(["learn", table, "--resume", path])
    #expect(resumed.status == 64)
    #expect(resumed.firstError.contains("is a ledger; go on with --ledger"))
    let saved = try Program.run(["learn", table, "--target", "ripe", "--save", path])
    #expect(saved.status == 1)
    #expect(saved.firstError.contains("already exists and is no model"))
    let both = try Program.run(["learn", table, "--resume", model, "--ledger", path])
    #expect(both.status == 64)
    #expect(try Facts.examples(path) == 8)
  }
}
