import TestSupport
import Foundation
import Testing

struct PinCommandTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let row = "day=2024-05-03,kind=fig,sun=24.5"
  private static let csv = "day,kind,sun\n2024-05-03,fig,24.5\n"

  private func pin(_ model: String, _ arguments: String...) throws -> Program.Run {
    try Program.run(["pin", model] + arguments)
  }

  /// The answer to the case that is pinned here.
  private func answer(_ model: String) throws -> String {
    let lines = try Facts.answers(model, to: Self.csv).split(separator: "\n")
    return lines.last.map { "\($0.split(separator: ",")[1])" } ?? ""
  }

  @Test(arguments: Keeping.allCases)
  func holds(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(40), "m", keeping)
    #expect(try answer(model) == "yes")
    let state = try Facts.of(model)["stateHash"] as? String
    let run = try pin(model, Self.row, "--outcome", "no", "--name", "odd fig")
    #expect(run.status == 0)
    #expect(run.output.isEmpty)
    #expect(run.errors == "\(model): pinned\n")
    #expect(try answer(model) == "no")
    #expect(try Facts.of(model)["stateHash"] as? String == state, "nothing was learned")
    let explained = try Program.run(["explain", model, Self.row])
    #expect(explained.output.contains("probability, pinned"))
    _ = try Facts.state(model)
    #expect(try answer(model) == "no")
    try scratch.teach(Garden.csv(10, from: 40), "m", keeping)
    #expect(try answer(model) == "no")
    let other = try scratch.teach(Garden.csv(10, from: 50), "other", keeping)
    let merged = try Program.run(["merge", other, model, "-o", scratch.path("all")])
    #expect(merged.status == 0)
    #expect(try answer(scratch.path("all")) == "no")

    let list = try pin(scratch.path("all"), "--list")
    #expect(list.lines.count == 2)
    #expect(list.lines.last?.wholeMatch(of: /\s+odd fig +no +"yes"/) != nil, "\(list.output)")
    #expect(try pin(model, "--remove", "odd").status == 1)
    #expect(try answer(model) == "no")
    #expect(try pin(model, "--remove", "odd fig").status == 0)
    #expect(try answer(model) == "yes")
    #expect(try pin(model, "--list").lines.count == 1)
    let again = try pin(model, "--remove", "odd fig")
    #expect(again.status == 1)
    #expect(again.firstError.contains("there is no pinned case \"odd fig\""))
  }

  /// Of two outcomes pinned to one case, the later counts; without a name it can be given up, too.
  @Test(arguments: Keeping.allCases)
  func replaced(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(40), "m", keeping)
    for outcome in ["yes", "no"] {
      #expect(try pin(model, Self.row, "--outcome", outcome).status == 0)
      #expect(try answer(model) == outcome)
      #expect(try pin(model, "--list").lines.count == 2)
    }
    #expect(try pin(model, "--remove", "").status == 0)
    #expect(try answer(model) == "yes")
    #expect(try pin(model, "--list").lines.count == 1)
  }

  /// A slip of the pen is no new class; one has to be asked for.
  @Test func unknownClass() throws {
    let model = try scratch.teach(Garden.csv(20), "m", .ledger)
    for outcome in ["rotten", "YES", "y es"] {
      let refused = try pin(model, Self.row, "--outcome", outcome, "--name", "r")
      #expect(refused.status == 64)
      #expect(refused.firstError == "error: the model has no class \"\(outcome)\"")
      #expect(refused.errors.contains("did you mean \""))
      #expect(refused.errors.contains("--new-class"))
      #expect(try pin(model, "--list").lines.count == 1)
    }
    let padded = try pin(model, Self.row, "--outcome", " no ", "--name", "r")
    #expect(padded.status == 0)
    #expect(try answer(model) == "no")
    let run = try pin(model, Self.row, "--outcome", "rotten", "--name", "r", "--new-class")
    #expect(run.status == 0)
    #expect(try answer(model) == "rotten")
    _ = try Facts.state(model)
    #expect(try answer(model) == "rotten")
  }

  /// A name belongs to one case: a second is refused, and the first stays pinned.
  @Test(arguments: Keeping.allCases)
  func nameThatIsTaken(keeping: Keeping) throws {
    let model = try scratch.teach(Garden.csv(40), "m", keeping)
    let other = "day=2024-05-07,kind=pear,sun=13"
    try #require(try pin(model, Self.row, "--outcome", "no", "--name", "fig").status == 0)
    let refused = try pin(model, other, "--outcome", "yes", "--name", "fig")
    #expect(refused.status == 1)
    #expect(refused.firstError.contains("another case is pinned as \"fig\""))
    #expect(refused.errors.contains("--replace"))
    #expect(try answer(model) == "no")
    // The same case again, under its own name, is corrected.
    #expect(try pin(model, Self.row, "--outcome", "yes", "--name", "fig").status == 0)
    #expect(try pin(model, other, "--outcome", "yes", "--name", "fig", "--replace").status == 0)
    #expect(try pin(model, "--list").lines.count == 2)
  }

  @Test func numbers() throws {
    let options = ["--id", "id", "--kind", "regress"]
    let model = try scratch.teach(Garden.csv(40), "m", .ledger, target: "sun", options)
    func value() throws -> Double {
      let lines = try Facts.answers(model, to: "day,kind,ripe\n2024-05-03,fig,no\n")
      let last = lines.split(separator: "\n").last.map(String.init) ?? ""
      return CSVLine.cells(last).dropFirst().first.flatMap { Double($0) } ?? 0
    }
    let row = "day=2024-05-03,kind=fig,ripe=no"
    let before = try Facts.of(model)["stateHash"] as? String
    for outcome in ["hot", "inf"] {
      let run = try pin(model, row, "--outcome", outcome)
      #expect(run.status == 64)
      #expect(run.firstError.contains("\"\(outcome)\" is not a number"))
    }
    #expect(try Facts.of(model)["stateHash"] as? String == before)
    #expect(try abs(value() - 60) > 10)
    for outcome in ["60", "0.1", "1234567.891", "-0.5"] {
      #expect(try pin(model, row, "--outcome", outcome).status == 0)
      #expect(try value() == Double(outcome), "as it was written")
    }
  }

  @Test func wrongUse() throws {
    let model = try scratch.teach(Garden.csv(8), "m")
    let before = try scratch.read("m")
    for (arguments, status) in [
      ([], 64), ([Self.row], 64), ([Self.row, "--list"], 64), (["--list", "--remove", "x"], 64),
      (["colour=red", "--outcome", "no"], 64), (["sun=bright", "--outcome", "no"], 1),
      ([Self.row, "--outcome", ""], 64),
    ] as [([String], Int32)] {
      let run = try Program.run(["pin", model] + arguments)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    #expect(try scratch.read("m") == before)
  }

  /// First figs were ripe, then they were not; without an order only what was more frequent counts.
  @Test func consolidationTellsWhatChanges() throws {
    let rows = (0..<60).map { "fig,\($0 % 7),yes" } + (0..<40).map { "fig,\($0 % 7),no" }
    let csv = (["kind,sun,ripe"] + rows).joined(separator: "\n")
    let model = try scratch.teach(csv, "m", .model, [])
    try #require(
      try pin(model, "kind=fig,sun=3", "--outcome", "yes", "--name", "fig 3").status == 0)
    #expect(try pin(model, "--list").output.contains("\"no\""), "by itself")
    let run = try Program.run(["consolidate", model])
    #expect(run.status == 0)
    let change = "note: pinned case \"fig 3\" (yes) is now predicted correctly without its pin\n"
    #expect(run.errors.hasPrefix(change))
    #expect(run.errors.contains("note: 100 examples had neither id nor time"))
    #expect(try !Program.run(["consolidate", model]).errors.contains("fig 3"))
  }

  @Test(arguments: Keeping.allCases)
  func mergeTellsWhatChanges(keeping: Keeping) throws {
    func csv(_ ripe: String, _ rows: Range<Int>) -> String {
      (["id,kind,sun,ripe"] + rows.map { "\($0),fig,\($0 % 7),\($0 % 8 == 0 ? "no" : ripe)" })
        .joined(separator: "\n")
    }
    let a = try scratch.teach(csv("yes", 0..<20), "a", keeping)
    let b = try scratch.teach(csv("no", 20..<120), "b", keeping)
    try #require(try pin(a, "kind=fig,sun=3", "--outcome", "yes", "--name", "fig 3").status == 0)
    let run = try Program.run(["merge", a, b, "-o", scratch.path("all")])
    #expect(run.status == 0)
    #expect(
      run.errors
        == "note: pinned case \"fig 3\" (yes) would be predicted as \"no\" without its pin\n")
  }

  /// The order of merging must not decide between two answers to one case.
  @Test(arguments: Keeping.allCases)
  func contradictionsInAMerge(keeping: Keeping) throws {
    let a = try scratch.teach(Garden.csv(20), "a", keeping)
    let b = try scratch.teach(Garden.csv(20, from: 20), "b", keeping)
    for (model, outcome) in [(a, "yes"), (b, "no")] {
      try #require(try pin(model, Self.row, "--outcome", outcome, "--name", "fig").status == 0)
    }
    let answers = try [[a, b], [b, a]].map { parts in
      let output = scratch.path(parts == [a, b] ? "ab" : "ba")
      #expect(try Program.run(["merge"] + parts + ["-o", output]).status == 0)
      #expect(try pin(output, "--list").lines.count == 2)
      return try answer(output)
    }
    #expect(answers == ["yes", "yes"])
  }
}
