import TestSupport
import Foundation
import Testing

struct MergeCommandTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func merge(_ models: String..., output: String = "all") throws -> Program.Run {
    try Program.run(["merge"] + models + ["-o", scratch.path(output), "--json"])
  }

  /// Two parts know one class each.
  @Test(arguments: Keeping.allCases)
  func partsMakeTheWhole(keeping: Keeping) throws {
    let rows = 0..<40
    let yes = try scratch.teach(Garden.csv(rows.filter { Garden.label($0) == "yes" }), "a", keeping)
    let no = try scratch.teach(Garden.csv(rows.filter { Garden.label($0) == "no" }), "b", keeping)
    let rest = try scratch.teach(Garden.csv(20, from: 40), "c", keeping)
    let merged = try merge(yes, no, rest)
    try #require(merged.status == 0, "\(merged.errors)")
    #expect(merged.errors.isEmpty)
    let report = try merged.json()
    #expect(report["models"] as? Int == 3)
    #expect(report["examples"] as? Int == 60)
    #expect(report["duplicates"] as? Int == 0)
    #expect(report["leftOut"] as? Int == 0)
    let turned = try merge(rest, yes, no, output: "turned").json()
    let whole = try scratch.teach(Garden.csv(60), "whole", keeping)
    let wanted = try Facts.state(whole)
    #expect(report["stateHash"] as? String == wanted)
    #expect(turned["stateHash"] as? String == wanted)
    #expect(try Facts.of(scratch.path("all"))["stateHash"] as? String == wanted)
    let answers = try Facts.answers(whole)
    #expect(try Facts.answers(scratch.path("all")) == answers)
    #expect(try Facts.answers(scratch.path("turned")) == answers)
  }

  @Test(arguments: Keeping.allCases)
  func withoutIDs(keeping: Keeping) throws {
    let options = ["--drop", "id"]
    let a = try scratch.teach(Garden.csv(20), "a", keeping, options)
    let b = try scratch.teach(Garden.csv(20, from: 20), "b", keeping, options)
    let merged = try merge(b, a)
    #expect(merged.errors.contains("40 examples had no id"))
    let whole = try scratch.teach(Garden.csv(40), "whole", keeping, options)
    #expect(try merged.json()["stateHash"] as? String == Facts.state(whole))
    #expect(try Facts.answers(scratch.path("all")) == Facts.answers(whole))
  }

  @Test(arguments: Keeping.allCases)
  func sharedIDsCountOnce(keeping: Keeping) throws {
    let a = try scratch.teach(Garden.csv(30), "a", keeping)
    let b = try scratch.teach(Garden.csv(30, from: 20), "b", keeping)
    let merged = try merge(a, b)
    try #require(merged.status == 0, "\(merged.errors)")
    #expect(try merged.json()["duplicates"] as? Int == 10)
    #expect(try merged.json()["examples"] as? Int == 50)
    let whole = try scratch.teach(Garden.csv(50), "whole", keeping)
    #expect(try merged.json()["stateHash"] as? String == Facts.state(whole))
    let text = try Program.run(["merge", b, a, "--output", scratch.path("text")])
    #expect(text.output.hasPrefix("\(scratch.path("text")): 50 examples of 2 models\n"))
    #expect(text.output.contains("10 examples came twice and counted once"))
    #expect(try text.output.contains("State \(Facts.state(whole))"))
  }

  @Test(arguments: Keeping.allCases)
  func conflictingIDs(keeping: Keeping) throws {
    let a = try scratch.teach(Garden.csv(8), "a", keeping)
    let b = try scratch.teach(Garden.csv(8, from: 8), "b", keeping)
    let c = try scratch.teach(Garden.table(["G3,2024-05-04,plum,2.75,yes"]), "c", keeping)
    let merged = try merge(a, b, c)
    #expect(merged.status == 1)
    #expect(merged.output.isEmpty)
    #expect(merged.errors.contains(a))
    #expect(!merged.errors.contains(b), "which has no part in it")
    #expect(merged.errors.contains(c))
    if keeping == .ledger { #expect(merged.errors.contains("\"G3\"")) }
    #expect(!scratch.names.contains { $0.hasPrefix("all") && !$0.hasSuffix("-lock") })
  }

  @Test(arguments: Keeping.allCases)
  func unlikeModels(keeping: Keeping) throws {
    let a = try scratch.teach(Garden.csv(12), "a", keeping)
    for (name, csv, target, options, reason) in [
      ("columns", Garden.csv(12), "ripe", ["--drop", "sun"], "only one of them reads \"sun\""),
      ("target", Garden.csv(12), "kind", [], "one predicts \"ripe\""),
      ("kind", Garden.csv(12), "ripe", ["--category", "sun"], "to one \"sun\" is a number"),
      ("seed", Garden.csv(12), "ripe", ["--seed", "7"], "different seeds, 1 and 7"),
    ] {
      let b = try scratch.teach(csv, name, keeping, target: target, ["--id", "id"] + options)
      let merged = try merge(a, b)
      #expect(merged.status == 1)
      #expect(merged.output.isEmpty)
      #expect(merged.firstError.contains(b), "\(merged.errors)")
      #expect(merged.firstError.contains(reason), "\(merged.errors)")
      #expect(!scratch.names.contains { $0.hasPrefix("all") && !$0.hasSuffix("-lock") })
    }
  }

  @Test func ledgerWithModel() throws {
    let a = try scratch.teach(Garden.csv(4), "a", .model)
    let b = try scratch.teach(Garden.csv(4, from: 4), "b", .ledger)
    let merged = try merge(a, b)
    #expect(merged.status == 1)
    #expect(merged.firstError.contains("ledgers and models cannot be merged with each other"))
    #expect(merged.errors.contains("\"\(b)\": ledger"))
    #expect(!scratch.names.contains("all"))
  }

  @Test(arguments: Keeping.allCases)
  func missingModel(keeping: Keeping) throws {
    let a = try scratch.teach(Garden.csv(4), "a", keeping)
    let merged = try merge(a, scratch.path("none"))
    #expect(merged.status == 1)
    #expect(merged.firstError.contains("none: there is no such "), "\(merged.errors)")
    #expect(!scratch.names.contains { $0.hasPrefix("all") && !$0.hasSuffix("-lock") })
  }

  @Test(arguments: Keeping.allCases)
  func badOutput(keeping: Keeping) throws {
    let a = try scratch.teach(Garden.csv(4), "a", keeping)
    let b = try scratch.teach(Garden.csv(4, from: 4), "b", keeping)
    _ = try scratch.write("shopping list", "notes.txt")
    try FileManager.default.createDirectory(
      atPath: scratch.path("folder"), withIntermediateDirectories: false)
    let before = scratch.names
    for (output, reason) in [
      ("folder", "folder: is a directory"), ("none/all", "none"),
      ("notes.txt", "notes.txt: already exists"),
    ] {
      let merged = try merge(a, b, output: output)
      #expect(merged.status == 1)
      #expect(merged.output.isEmpty)
      #expect(merged.firstError.contains(reason), "\(merged.errors)")
    }
    #expect(try scratch.read("notes.txt") == Data("shopping list".utf8))
    #expect(scratch.names == before)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"), arguments: Keeping.allCases)
  func noPermission(keeping: Keeping) throws {
    let a = try scratch.teach(Garden.csv(4), "a", keeping)
    try FileManager.default.createDirectory(
      atPath: scratch.path("locked"), withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o500])
    let merged = try merge(a, output: "locked/all")
    #expect(merged.status == 1)
    #expect(merged.firstError.contains("locked"))
  }

  /// A ledger is never written over; a model may be.
  @Test func existingOutput() throws {
    let a = try scratch.teach(Garden.csv(4), "a", .ledger)
    let b = try scratch.teach(Garden.csv(4, from: 4), "b", .ledger)
    let merged = try merge(a, b, output: "a")
    #expect(merged.status == 1)
    #expect(merged.firstError.contains("a: already exists"))
    #expect(try Facts.examples(a) == 4)
    let c = try scratch.teach(Garden.csv(4), "c")
    let d = try scratch.teach(Garden.csv(4, from: 4), "d")
    #expect(try merge(c, d, output: "c").status == 0)
    #expect(try Facts.examples(c) == 8)
  }
}

/// Tables whose columns stand in another order.
struct ColumnOrderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func turned(_ csv: String) -> String {
    csv.split(separator: "\n").map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return [3, 4, 1, 0, 2].map { String(cells[$0]) }.joined(separator: ",") + "\n"
    }.joined()
  }

  @Test(arguments: Keeping.allCases)
  func areMerged(keeping: Keeping) throws {
    let one = try scratch.teach(Garden.csv(30), "one", keeping)
    let two = try scratch.teach(turned(Garden.csv(30..<60)), "two", keeping)
    var states: Set<String> = []
    for (parts, output) in [([one, two], "a"), ([two, one], "b")] {
      let run = try Program.run(["merge"] + parts + ["-o", scratch.path(output), "--json"])
      try #require(run.status == 0, "\(run.errors)")
      #expect(try run.json()["examples"] as? Int == 60)
      states.insert(try #require(try run.json()["stateHash"] as? String))
    }
    #expect(states.count == 1)
    if keeping == .model { #expect(try scratch.read("a") == scratch.read("b")) }
    #expect(
      try Facts.answers(scratch.path("a"))
        == Facts.answers(scratch.path("a"), to: turned(Garden.csv(12, from: 500))))
  }
}
