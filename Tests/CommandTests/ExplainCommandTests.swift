import TestSupport
import Foundation
import Testing

struct ExplainCommandTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func explain(_ model: String, _ row: String, _ options: String...) throws -> Program.Run {
    try Program.run(["explain", model, row] + options)
  }

  private func stable(_ run: Program.Run) throws -> NSDictionary {
    var object = try run.json()
    #expect(object.removeValue(forKey: "milliseconds") is Double)
    return object as NSDictionary
  }

  @Test func json() throws {
    let model = try scratch.teach(Garden.csv(60), "m")
    let run = try explain(model, "kind=fig,sun=24", "--json")
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.lines.count == 1)
    let report = try run.json()
    let prediction = try #require(report["prediction"] as? [String: Any])
    #expect(prediction["label"] as? String == "yes")
    #expect((0.5...1).contains(prediction["probability"] as? Double ?? 0))
    #expect(report["pinned"] as? Bool == false)
    let support = try #require(report["support"] as? [String: Any])
    #expect(support["among"] as? Int == 60)
    let fields = try #require(report["fields"] as? [[String: Any]])
    #expect(Set(fields.compactMap { $0["field"] as? String }) == ["day", "kind", "sun"])
    #expect(fields.first?["field"] as? String == "sun")
    #expect((fields.first?["effect"] as? Double ?? 0) > 0)
    let experiences = try #require(report["experiences"] as? [[String: Any]])
    #expect(!experiences.isEmpty)
    #expect(experiences.allSatisfy { $0["outcome"] is String && $0["effect"] is Double })
    let alternatives = try #require(report["alternatives"] as? [[String: Any]])
    let sun = try #require(alternatives.first { $0["field"] as? String == "sun" })
    #expect((sun["value"] as? Double ?? 99) < 24)
    #expect((sun["prediction"] as? [String: Any])?["label"] as? String == "no")
    #expect((report["experts"] as? [[String: Any]])?.isEmpty == false)
    // It is what predict says.
    let answer = try Facts.answers(model, to: "kind,sun,day\nfig,24,\n")
    let row = try #require(answer.split(separator: "\n").last)
    #expect(
      (prediction["probability"] as? Double).map { Float($0) }
        == Float(row.split(separator: ",")[2]))
  }

  @Test func text() throws {
    let model = try scratch.teach(Garden.csv(60), "m")
    let run = try explain(model, "kind=fig,sun=24")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("ripe: yes, "))
    for part in [
      "Support: ", "of the last 60 examples are similar.", "Effects of the fields",
      "Past examples with the largest effects",
      "Changes of one field that would change the prediction\n  with ",
      "Predictions of the experts with the largest weights",
    ] {
      #expect(run.output.contains(part), "\(part)")
    }
    #expect(run.lines.allSatisfy { $0.last != " " })
  }

  @Test func rows() throws {
    let model = try scratch.teach(Garden.csv(30), "m")
    let table = try scratch.write(Garden.csv(3, from: 40), "new.csv")
    let lines = try scratch.write(Garden.jsonLines(42), "new.jsonl")
    let cells = Garden.row(41).split(separator: ",")
    let wanted = try stable(explain(model, "\(table):2", "--json"))
    for row in [
      "day=\(cells[1]),kind=\(cells[2]),sun=\(cells[3])",
      "day=\(cells[1]), kind=\(cells[2]), sun=\(cells[3])",
      "{\"kind\": \"\(cells[2])\", \"sun\": \(cells[3]), \"day\": \"\(cells[1])\"}",
      "\(lines):42",
    ] {
      let run = try explain(model, row, "--json")
      try #require(run.status == 0, "\(run.errors)")
      #expect(try stable(run) == wanted, "\(row)")
    }
  }

  /// A row of a table is read as whole tables are.
  @Test func delimiter() throws {
    let model = try scratch.teach(Garden.csv(30), "m")
    let cells = Garden.csv(3, from: 40)
    let table = try scratch.write(cells, "comma.csv")
    let other = try scratch.write(cells.replacingOccurrences(of: ",", with: "#"), "hash.csv")
    let expected = try stable(explain(model, "\(table):2", "--json"))
    #expect(try stable(explain(model, "\(other):2", "--json", "--delimiter", "#")) == expected)
  }

  /// In a table it shows where days stand first, and in the row named it may not.
  @Test func dayFirst() throws {
    let rows = (1...28).map { "\($0)/05/2024,\($0 > 14 ? "late" : "early")" }
    let model = try scratch.teach(
      (["day,half"] + rows).joined(separator: "\n"), "m", target: "half", [])
    let row = "\(scratch.path("m.csv")):2"
    let run = try explain(model, row, "--json")
    try #require(run.status == 0, "\(run.errors)")
    #expect(
      try stable(run) == stable(explain(model, "day=2024-05-02", "--json")))
  }

  @Test func badRows() throws {
    let model = try scratch.teach(Garden.csv(30), "m")
    let table = try scratch.write(Garden.csv(3), "new.csv")
    for (row, status, reason) in [
      ("colour=red", 64, "the model does not read a field \"colour\""),
      ("sun", 64, "\"sun\" has no ="),
      ("{\"colour\":\"red\"}", 1, "\"colour\""),
      ("{\"sun\":", 1, "the row"),
      ("sun=bright", 1, "\"bright\" is not a number"),
      ("{\"sun\":\"bright\"}", 1, "\"bright\" is not a number"),
      ("\(table):4", 1, "new.csv: has no row 4"),
      ("\(scratch.path("none.csv")):1", 1, "none.csv: there is no such file"),
    ] {
      let run = try explain(model, row)
      #expect(run.status == status, "\(row): \(run.errors)")
      #expect(run.output.isEmpty)
      #expect(run.firstError.contains(reason), "\(run.errors)")
    }
  }

  /// A ledger knows what its examples are called; a model only where digits are all there is.
  @Test func names() throws {
    func names(_ model: String) throws -> [String] {
      let report = try explain(model, "kind=fig,sun=24", "--json").json()
      return (report["experiences"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
    }
    let ledger = try names(scratch.teach(Garden.csv(30), "ledger", .ledger))
    #expect(!ledger.isEmpty)
    #expect(ledger.allSatisfy { $0.wholeMatch(of: /G[0-9]+/) != nil }, "\(ledger)")
    let model = try names(scratch.teach(Garden.csv(30), "model"))
    #expect(model.count == ledger.count)
    #expect(model.allSatisfy { $0.hasPrefix("id #") }, "\(model)")
    let digits = Garden.csv(30).replacing("\nG", with: "\n")
    let numbers = try names(scratch.teach(digits, "digits"))
    #expect(numbers.map { "G" + $0 } == ledger)
    let unnamed = try names(scratch.teach(Garden.csv(30), "unnamed", .ledger, ["--drop", "id"]))
    #expect(!unnamed.isEmpty)
    #expect(unnamed.allSatisfy { $0.wholeMatch(of: /entry [0-9]+/) != nil }, "\(unnamed)")
  }

  @Test func numbers() throws {
    let model = try scratch.teach(
      Garden.csv(60), "m", target: "sun", ["--id", "id", "--kind", "regress"])
    let run = try explain(model, "kind=fig,ripe=yes", "--json")
    try #require(run.status == 0, "\(run.errors)")
    let said = try #require(try run.json()["prediction"] as? [String: Double])
    let (lower, value, upper) = (said["lower"] ?? 0, said["value"] ?? 0, said["upper"] ?? 0)
    #expect(lower < value && value < upper)
    let text = try explain(model, "kind=fig,ripe=yes")
    #expect(text.output.contains("90 % interval"))
  }
}
