import TestSupport
import Foundation
import Testing

struct LearnTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func learn(_ arguments: String..., input: String = "") throws -> Program.Run {
    try Program.run(["learn"] + arguments, input: input)
  }

  @Test func jsonIsShortForReportJSON() throws {
    let table = try scratch.write(Garden.csv(60))
    let long = try learn(table, "--target", "ripe", "--report", "json")
    let short = try learn(table, "--target", "ripe", "--json")
    try #require(short.status == 0)
    #expect(try Set(short.json().keys) == Set(long.json().keys))
    #expect(try short.json()["accuracy"] as? Double == long.json()["accuracy"] as? Double)
    let both = try learn(table, "--target", "ripe", "--report", "json", "--json")
    #expect(both.status == 0)
  }

  @Test func classReport() throws {
    let rows = 210
    let run = try learn(
      scratch.write(Garden.csv(rows)), "--target", "ripe", "--id", "id", "--report", "json")
    try #require(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.lines.count == 1)
    let report = try run.json()
    #expect(report["kind"] as? String == "classify")
    #expect(report["examples"] as? Int == rows)
    #expect(report["classes"] as? [String] == ["no", "yes"])
    #expect(report["skipped"] as? Int == 0)
    #expect(report["unlabelled"] as? Int == 0)
    for key in [
      "accuracy", "logLoss", "brier", "ece", "seconds", "cpuSeconds", "examplesPerSecond",
    ] {
      #expect((report[key] as? Double ?? -1) >= 0, "\(key)")
    }
    #expect((report["peakMemoryBytes"] as? Int ?? 0) > 1_000_000)
    let curve = try #require(report["curve"] as? [[String: Any]])
    #expect(curve.map { $0["examples"] as? Int } == [10, 30, 50, 100, 200, 210])
    #expect(curve.allSatisfy { $0["accuracy"] is Double && $0["logLoss"] is Double })
    let experts = try #require(report["experts"] as? [[String: Any]])
    #expect(!experts.isEmpty)
    #expect(experts.allSatisfy { $0["name"] is String && $0["weight"] is Double })
    #expect(report["driftEvents"] is [Any])

    let labels = (0..<rows).map(Garden.label)
    let baselines = try #require(report["baselines"] as? [String: Double])
    let same = zip(labels, labels.dropFirst()).filter { $0 == $1 }.count
    #expect(abs((baselines["noChange"] ?? 0) - Double(same) / Double(rows)) < 1e-12)
    #expect(abs((baselines["majority"] ?? 0) - majorityAccuracy(labels)) < 1e-12)
  }

  private func majorityAccuracy(_ labels: [String]) -> Double {
    var counts: [String: Int] = [:]
    var majority = ""
    var correct = 0
    for label in labels {
      correct += label == majority ? 1 : 0
      counts[label, default: 0] += 1
      if counts[label, default: 0] > counts[majority, default: 0] { majority = label }
    }
    return Double(correct) / Double(labels.count)
  }

  /// Every example brings an unpredictable class.
  @Test func nobodyIsCreditedWithNewClasses() throws {
    let rows = (1...20).map { "\($0 % 3),c\($0)" }
    let table = try scratch.write("x,y\n" + rows.joined(separator: "\n"))
    let run = try Program.run(["learn", table, "--target", "y", "--report", "json"])
    let report = try run.json()
    #expect(report["accuracy"] as? Double == 0)
    let experts = try #require(report["experts"] as? [[String: Any]])
    #expect(experts.allSatisfy { $0["accuracy"] as? Double == 0 })
  }

  @Test func numberReport() throws {
    let rows = (0..<60).map { "\($0 % 7),\(Double($0 % 7) * 2 + 0.5)" }
    let table = try scratch.write(
      (["x,y"] + rows).joined(separator: "\n") + "\n")
    let run = try learn(table, "--target", "y", "--report", "json")
    try #require(run.status == 0)
    let report = try run.json()
    #expect(report["kind"] as? String == "regress")
    #expect(report["accuracy"] == nil)
    for key in ["mae", "rmse", "r2", "intervalCoverage"] {
      #expect(report[key] is Double, "\(key)")
    }
    let curve = try #require(report["curve"] as? [[String: Any]])
    #expect(curve.map { $0["examples"] as? Int } == [10, 30, 50, 60])
    #expect(curve.allSatisfy { $0["mae"] is Double && $0["rmse"] is Double })
    let baselines = try #require(report["baselines"] as? [String: Double])
    let values = (0..<60).map { Double($0 % 7) * 2 + 0.5 }
    let changes = zip([0] + values, values).map { abs($0 - $1) }.reduce(0, +)
    #expect(abs((baselines["noChange"] ?? 0) - changes / 60) < 1e-9)
    #expect(baselines["mean"] != nil)
    let text = try learn(table, "--target", "y")
    #expect(text.output.contains("R² "))
    #expect(text.output.contains("root mean square"))
  }

  @Test func textReport() throws {
    let run = try learn(scratch.write(Garden.csv(120)), "--target", "ripe", "--drop", "id")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("Learned to predict \"ripe\" from 3 fields: 120 examples, 2 cla"))
    for part in [
      "majority", "NoChange", "log loss", "Brier", "calibration error", "Learning curve", "┤", "█",
      "Calibration", "Experts", "examples/s", "of memory",
    ] {
      #expect(run.output.contains(part), "\(part)")
    }
    #expect(run.lines.allSatisfy { $0.last != " " })
    #expect(!run.output.contains("\u{1b}"))
  }

  @Test func missingTargetColumn() throws {
    let run = try learn(scratch.write(Garden.csv(5)), "--target", "rpie")
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.firstError.contains("table.csv: there is no column \"rpie\"; the closest are "))
    #expect(run.firstError.contains("\"ripe\""))
  }

  @Test func missingFile() throws {
    let run = try learn(scratch.path("none.csv"), "--target", "x")
    #expect(run.status == 1)
    #expect(run.firstError.hasPrefix("error: "))
    #expect(run.firstError.contains("none.csv: there is no such file"))
    #expect(try learn(scratch.directory.path, "--target", "x").status == 1)
  }

  @Test func badRows() throws {
    var lines = Garden.csv(40).split(separator: "\n").map(String.init)
    lines[5] = "G5,2024-05-06,plum,warm,no"
    lines[9] = "G9,2024-05-10,plum"
    lines[12] = "G12,2024-05-12,plum,3.5,"
    let table = try scratch.write(lines.joined(separator: "\n"))
    let arguments = ["learn", table, "--target", "ripe", "--number", "sun"]
    let run = try Program.run(arguments + ["--report", "json"])
    try #require(run.status == 0)
    let report = try run.json()
    #expect(report["examples"] as? Int == 38)
    #expect(report["skipped"] as? Int == 1)
    let columns = try #require(report["columns"] as? [[String: Any]])
    let sun = columns.first { $0["name"] as? String == "sun" }
    #expect(sun?["odd"] as? Int == 1 && sun?["firstOdd"] as? String == "warm")
    #expect(run.errors.contains("warning: 1 row skipped; the first: "))
    #expect(report["unlabelled"] as? Int == 1)
    let told = try Program.run(arguments)
    let text = told.output
    #expect(told.errors.contains("\"warm\" (line 6)"))
    #expect(text.contains("1 row without \"ripe\": not learned."))
    #expect(text.contains("1 row skipped:"))
    #expect(text.contains("table.csv, line 10: 5 cells were expected and 3 found"))

    let strict = try Program.run(arguments + ["--strict", "--save", scratch.path("m.model")])
    #expect(strict.status == 1)
    #expect(strict.output.isEmpty)
    #expect(strict.errors.contains("table.csv, line 6, column \"sun\""))
    #expect(!scratch.names.contains("m.model"))
  }

  @Test func nothingToLearn() throws {
    let header = try learn(scratch.write("a,b\n"), "--target", "b")
    #expect(header.status == 1)
    #expect(header.firstError.hasSuffix("table.csv: has columns but no rows"))
    let empty = try learn(scratch.write(""), "--target", "b")
    #expect(empty.status == 1)
    let unlabelled = try learn(scratch.write("a,b\n1,\n2,NA\n"), "--target", "b")
    #expect(unlabelled.status == 1)
    #expect(unlabelled.firstError.contains("no row has a value in the target column \"b\""))
    let alone = try learn(scratch.write("b\nx\ny\n"), "--target", "b")
    #expect(alone.status == 1)
  }

  @Test func limit() throws {
    let run = try learn(
      scratch.write(Garden.csv(40)), "--target", "ripe", "--limit", "25", "--report", "json")
    #expect(try run.json()["examples"] as? Int == 25)
  }

  @Test func otherInputs() throws {
    let plain = try learn(
      scratch.write(Garden.csv(30)), "--target", "ripe", "--report", "json")
    let wanted = try plain.json()["logLoss"] as? Double
    #expect(wanted != nil)
    let table = scratch.path("table.csv")
    let zip = try Program.shell("gzip -k \"$1\"", table)
    try #require(zip.status == 0)
    let semicolons = Garden.csv(30).replacingOccurrences(of: ",", with: ";")
    let exotic = Garden.csv(30).replacingOccurrences(of: ",", with: "~")
    for (arguments, input) in [
      ([table + ".gz"], ""), (["-"], Garden.csv(30)), (["-"], Garden.jsonLines(30)),
      ([try scratch.write(Garden.jsonLines(30), "table.jsonl")], ""),
      ([try scratch.write(semicolons, "semicolons.csv")], ""),
      ([try scratch.write(exotic, "exotic.csv"), "--delimiter", "~"], ""),
      (
        [
          try scratch.write(Garden.csv(18), "first.csv"),
          try scratch.write(Garden.csv(12, from: 18), "second.csv"),
        ], ""
      ),
    ] {
      let run = try Program.run(
        ["learn", "--target", "ripe", "--report", "json"] + arguments, input: input)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      let report = try run.json()
      #expect(report["examples"] as? Int == 30, "\(arguments)")
      #expect(report["logLoss"] as? Double == wanted, "\(arguments)")
    }
  }

  @Test func unlikeFiles() throws {
    let first = try scratch.write("a,b\n1,x\n2,y\n", "first.csv")
    let second = try scratch.write("a,c\n1,x\n", "second.csv")
    let run = try learn(first, second, "--target", "b")
    #expect(run.status == 1)
    #expect(run.firstError.contains("second.csv: its columns are not those of"))
    #expect(run.errors.contains("it lacks \"b\""))
    #expect(run.errors.contains("it has also \"c\""))
    let turned = try scratch.write("b,a\nx,1\n", "second.csv")
    #expect(try learn(first, turned, "--target", "b").status == 0)
  }

  @Test func manyJSONLines() throws {
    let first = try scratch.write(Garden.jsonLines(20), "first.jsonl")
    let more = Garden.jsonLines(10) + "{\"ripe\":\"no\",\"colour\":\"red\"}\n"
    let second = try scratch.write(more, "second.jsonl")
    let model = scratch.path("m.model")
    let run = try learn(first, second, "--target", "ripe", "--id", "id", "--save", model)
    #expect(run.status == 0)
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.errors.contains("second.jsonl, line 11: the key \"colour\" is not among the col"))
    let resumed = try learn(second, "--resume", model, "--id", "id", "--report", "json")
    // Ten of them have ids that were learned.
    #expect(try resumed.json()["known"] as? Int == 10)
    #expect(try resumed.json()["examples"] as? Int == 1)
    #expect(resumed.errors.split(separator: "\n").count == 1)
  }

  @Test func brokenFile() throws {
    let rows = (0..<20).map { "\($0),x" }.joined(separator: "\n")
    let table = try scratch.write("a,b\n\(rows)\n1,\"x\n2,y\n")
    let run = try learn(table, "--target", "b", "--save", scratch.path("m.model"))
    #expect(run.status == 0)
    #expect(run.firstError.contains("line 22: a quote opens here and is not closed"))
    #expect(scratch.names.contains("m.model"))
  }

  @Test func rowNumbers() throws {
    let rows = (1...30).map { "\"\($0)\",\($0 * 3 % 11),\"\($0 % 2 == 0 ? "a" : "b")\"" }
    let body = rows.joined(separator: "\n")
    for header in ["\"x\",\"y\"", "\"\",\"x\",\"y\""] {
      let table = try scratch.write("\(header)\n\(body)\n")
      let run = try learn(table, "--target", "y")
      #expect(run.status == 0)
      #expect(run.errors.contains("only numbers the rows and is left out"))
      #expect(run.output.contains("from 1 field:"))
      #expect(try learn(table, "--target", "y", "--quiet").errors.isEmpty)
    }
  }

  @Test func overrides() throws {
    let rows = (0..<30).map { "\($0 % 5),\($0 % 3)/5/2024,\($0 % 2),\($0 % 3)" }
    let table = try scratch.write("a,b,c,d\n" + rows.joined(separator: "\n"))
    let model = scratch.path("m.model")
    let run = try learn(
      table, "--target", "d", "--category", "a,b", "--number", "c", "--save", model)
    try #require(run.status == 0)
    let fields = try #require(
      try Program.run(["inspect", model, "--json"]).json()["fields"] as? [[String: Any]])
    #expect(fields.map { $0["kind"] as? String } == ["category", "category", "number"])
    let regression = try learn(table, "--target", "d", "--kind", "regress", "--report", "json")
    #expect(try regression.json()["kind"] as? String == "regress")
  }
}
