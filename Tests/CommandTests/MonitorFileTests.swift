import TestSupport
import Foundation
import Testing

struct MonitorFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A monitor of some cases.
  private func monitor(
    _ cases: Range<Int>, _ name: String, _ options: String...
  ) throws -> String {
    let table = try scratch.write(Cases.csv(cases), "\(name).csv")
    let path = scratch.path(name)
    let run = try Program.run(
      ["watch", table, "--outcome", "state", "--bad", "lost", "--save", path, "--quiet"]
        + Cases.columns + options)
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return path
  }

  private func facts(_ path: String) throws -> [String: Any] {
    let run = try Program.run(["inspect", path, "--json"])
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return try run.json()
  }

  @Test func placesAreChecked() throws {
    let table = try scratch.write(Cases.csv(0..<6))
    let model = try scratch.model(rows: 20)
    let arguments = ["watch", table, "--outcome", "state"] + Cases.columns
    for place in [table, model, scratch.directory.path] {
      let run = try Program.run(arguments + ["--save", place])
      #expect(run.status == 1)
      #expect(run.output.isEmpty, "found out before watching")
    }
    let resumed = try Program.run(arguments + ["--resume", model])
    #expect(resumed.status == 1)
    #expect(resumed.firstError.hasSuffix("garden.model: is a model, not a monitor"))
    #expect(resumed.errors.contains("\"fledgling watch --save\" has written"))
    let predictions = try Program.run(arguments + ["--predictions", table])
    #expect(predictions.status == 1)
    #expect(predictions.firstError.contains("write the predictions to another file"))
    #expect(try String(decoding: scratch.read("table.csv"), as: UTF8.self) == Cases.csv(0..<6))
  }

  /// What was learned in two ways is the same once both are rebuilt.
  @Test func consolidated() throws {
    let whole = try monitor(0..<24, "whole.watch")
    let part = try monitor(12..<24, "part.watch")
    let table = try scratch.write(Cases.csv(0..<12))
    let more = try Program.run(
      ["watch", table, "--resume", part, "--save", part, "--quiet"] + Cases.columns)
    #expect(more.status == 0)
    var states: Set<String> = []
    for path in [whole, part] {
      let run = try Program.run(["consolidate", path, "--json"])
      #expect(run.status == 0)
      #expect(try run.json()["episodes"] as? Int == 24)
      states.insert(try #require(run.json()["stateHash"] as? String))
    }
    #expect(states.count == 1)
    #expect(try scratch.read("whole.watch") == scratch.read("part.watch"))
  }

  @Test func goesOn() throws {
    let whole = try monitor(0..<24, "whole.watch")
    let part = try monitor(0..<12, "part.watch")
    #expect(try facts(part)["episodes"] as? Int == 12)
    let table = try scratch.write(Cases.csv(12..<24))
    let arguments = ["watch", table, "--resume", part, "--save", part] + Cases.columns
    let run = try Program.run(arguments + ["--report", "json"])
    #expect(run.status == 0)
    #expect(try run.json()["learned"] as? Int == 12)
    let known = try facts(part)
    #expect(known["episodes"] as? Int == 24)
    #expect(known["steps"] as? Int == Cases.steps(0..<24))
    #expect(known["classes"] as? [String] == (try facts(whole)["classes"] as? [String]))
    let again = try Program.run(arguments + ["--report", "json"])
    #expect(again.status == 0)
    #expect(try again.json()["known"] as? Int == Cases.steps(12..<24))
    #expect(try again.json()["learned"] as? Int == 0)
    let others = try Program.run(arguments + ["--prefix", "other ", "--report", "json"])
    #expect(try others.json()["learned"] as? Int == 12)
    for wrong in [
      ["--remaining"], ["--outcome", "mood"], ["--bad", "solved"], ["--seed", "7"],
      ["--drop", "mood"], ["--alarm-rate", "0.2"],
    ] {
      let run = try Program.run(arguments + wrong)
      #expect(run.status == 1)
      #expect(run.firstError.contains("the monitor does not fit"), "\(wrong)")
    }
  }

  /// An episode that is open when one run ends goes on in the next.
  @Test func episodesStayOpen() throws {
    let rows = Cases.rows(0..<12, everywhere: false)
    let path = scratch.path("live.watch")
    let arguments = ["--outcome", "state", "--save", path, "--report", "json"] + Cases.columns
    let first = try Program.run(["watch", "-"] + arguments, input: Cases.csv(Array(rows[..<20])))
    let open = try #require(try first.json()["open"] as? Int)
    #expect(open > 0)
    #expect(try facts(path)["open"] as? Int == open)
    let text = try Program.run(["inspect", path])
    #expect(text.output.contains("predicts \"state\" from 3 fields"))
    let second = try Program.run(
      ["watch", "-", "--resume", path] + arguments, input: Cases.csv(Array(rows[20...])))
    #expect(second.status == 0)
    let report = try second.json()
    #expect(report["open"] as? Int == 0)
    #expect(try facts(path)["episodes"] as? Int == 12)
    let earlier = try #require(try first.json()["judged"] as? Int)
    #expect(report["judged"] as? Int == 12 - earlier - open)
  }

  @Test func otherCommands() throws {
    let path = try monitor(0..<6, "a.watch")
    let model = try scratch.model(rows: 20)
    let table = try scratch.write(Garden.csv(3))
    let run = try Program.run(["predict", path, table])
    #expect(run.status == 1)
    #expect(run.firstError.hasSuffix("a.watch: is a monitor, not a model"))
    let mixed = try Program.run(["merge", path, model, "--output", scratch.path("b")])
    #expect(mixed.status == 1)
    #expect(mixed.firstError.contains("monitors can be merged only with monitors"))
  }

  @Test func mergeAndUnlearn() throws {
    let merged = scratch.path("merged.watch")
    let first = try monitor(0..<8, "first.watch")
    let second = try monitor(8..<16, "second.watch")
    let run = try Program.run(["merge", first, second, "--output", merged, "--json"])
    #expect(run.status == 0)
    #expect(try run.json()["episodes"] as? Int == 16)
    let arguments = ["unlearn", merged, "--key", scratch.path("key"), "--id"]
    let unknown = try Program.run(arguments + ["C77"])
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("\"C77\""))
    let gone = try Program.run(arguments + ["C3"])
    #expect(gone.status == 0)
    #expect(try gone.json()["count"] as? Int == 1)
    #expect(try facts(merged)["episodes"] as? Int == 15)
    #expect(
      try facts(merged)["stateHash"] as? String == (gone.json()["stateAfter"] as? String))
  }
}
