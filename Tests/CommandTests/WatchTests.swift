import TestSupport
import Foundation
import Testing

struct WatchTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func watch(
    _ table: String, _ arguments: String..., input: String = ""
  ) throws -> Program.Run {
    try Program.run(["watch", table] + Cases.columns + arguments, input: input)
  }

  private func report(_ table: String, _ arguments: String...) throws -> [String: Any] {
    let run = try Program.run(
      ["watch", table, "--report", "json", "--quiet"] + Cases.columns + arguments)
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return try run.json()
  }

  private func counts(_ list: Any?) -> [Int] {
    (list as? [[String: Any]] ?? []).map { $0["n"] as? Int ?? -1 }
  }

  @Test(arguments: [true, false])
  func classReport(everywhere: Bool) throws {
    let cases = 0..<24
    let table = try scratch.write(Cases.csv(cases, everywhere: everywhere))
    let report = try report(table, "--outcome", "state", "--bad", "lost")
    #expect(report["episodes"] as? Int == 24)
    #expect(report["steps"] as? Int == Cases.steps(cases))
    #expect(report["judged"] as? Int == 24)
    #expect(report["learned"] as? Int == 24)
    #expect(report["open"] as? Int == 0)
    let points = try #require(report["points"] as? [[String: Any]])
    #expect(points.map { $0["fraction"] as? Double } == [0.1, 0.25, 0.5, 0.75, 0.9])
    #expect(counts(report["points"]) == Array(repeating: 24, count: 5))
    let quality = ["brier", "logLoss", "accuracy", "auc", "mae", "rmse", "covered", "n"]
    for point in points { #expect(Set(point.keys) == Set(quality + ["fraction"])) }
    #expect(points.allSatisfy { $0["brier"] is Double && $0["logLoss"] is Double })
    #expect(points.allSatisfy { $0["mae"] is NSNull && $0["rmse"] is NSNull })
    let overall = try #require(report["overall"] as? [String: Any])
    #expect(Set(overall.keys) == Set(quality))
    #expect(overall["n"] as? Int == Cases.steps(cases) - 24)
    let prefixes = counts(report["prefixes"])
    #expect(prefixes == [24, 24, 18, 12, 6, 0])
    let alarms = try #require(report["alarms"] as? [String: Any])
    #expect(
      Set(alarms.keys) == [
        "rateAsked", "falseAlarmRate", "caught", "medianLead", "good", "bad",
      ])
    #expect(alarms["rateAsked"] as? Double == 0.05)
    #expect(alarms["good"] as? Int == 16)
    #expect(alarms["bad"] as? Int == 8)
    #expect((report["loops"] as? [String: Any])?["found"] is Int)
    #expect((report["stepsPerSecond"] as? Double ?? 0) > 0)
    #expect(report["interrupted"] as? Bool == false)
  }

  @Test func textReport() throws {
    let table = try scratch.write(Cases.csv(0..<24))
    let run = try watch(table, "--outcome", "state", "--bad", "lost")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("Watched 24 episodes of "))
    for part in [
      "Quality by share of episode seen", "25 %", "all steps but the last", "Alarms", "steps/s",
    ] {
      #expect(run.output.contains(part), "\(part)")
    }
    #expect(!run.output.contains("steps seen"))
    #expect(!run.output.contains("\u{1b}"))
    let remaining = try watch(table, "--remaining", "--drop", "state")
    #expect(remaining.status == 0)
    #expect(remaining.output.contains("steps seen"))
    #expect(remaining.output.contains("mean error"))
  }

  @Test func trainFraction() throws {
    let table = try scratch.write(Cases.csv(0..<20))
    let places = scratch.path("foreseen.csv")
    let report = try report(
      table, "--outcome", "state", "--train-fraction", "0.7", "--predictions", places)
    #expect(report["judged"] as? Int == 6)
    #expect(report["learned"] as? Int == 14)
    #expect(report["episodes"] as? Int == 20)
    #expect(report["open"] as? Int == 0)
    let lines = try lines("foreseen.csv")
    #expect(
      lines[0] == [
        "episode", "order", "step", "prediction", "low", "high", "risk", "alarm", "loop", "median",
        "p(lost)", "p(solved)", "truth",
      ])
    #expect(Set(lines.dropFirst().map { $0[0] }) == Set((14..<20).map { "C\($0)" }))
    #expect(lines.count == 1 + Cases.steps(14..<20))
    for line in lines.dropFirst() {
      let number = try #require(Int(line[0].dropFirst()))
      #expect(line[12] == Cases.state(number))
      let shares = try #require(Double(line[10])) + #require(Double(line[11]))
      #expect(abs(shares - 1) < 1e-5)
    }
  }

  /// Where orders are no times, those that appear first are learned.
  @Test func trainsTheFirstToBegin() throws {
    let rows = ["b,1,x,u", "a,0,y,v", "b,2,x,u", "a,3,y,v"]
    let table = try scratch.write("id,t,f,end\n" + rows.joined(separator: "\n") + "\n")
    let arguments = [
      "watch", table, "--episode", "id", "--outcome", "end", "--train-fraction", "0.5", "--quiet",
      "--predictions", scratch.path("p.csv"),
    ]
    #expect(try Program.run(arguments + ["--order", "t"]).status == 0)
    #expect(Set(try lines("p.csv").dropFirst().map { $0[0] }) == ["a"])
    let dated = rows.map { row in
      var cells = row.split(separator: ",").map(String.init)
      cells[1] = "2024-05-0\((Int(cells[1]) ?? 0) + 1)"
      return cells.joined(separator: ",")
    }
    _ = try scratch.write("id,t,f,end\n" + dated.joined(separator: "\n") + "\n")
    #expect(try Program.run(arguments + ["--order", "t"]).status == 0)
    #expect(Set(try lines("p.csv").dropFirst().map { $0[0] }) == ["b"])
    #expect(try lines("p.csv")[1][1] == "2024-05-02", "as it was written")
  }

  private func lines(_ name: String) throws -> [[String]] {
    try String(decoding: scratch.read(name), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func outcomeThatVaries() throws {
    let table = try scratch.write(Cases.csv(0..<16))
    let run = try watch(
      table, "--outcome", "mood", "--report", "json", "--predictions", scratch.path("p.csv"))
    #expect(run.status == 0)
    #expect(run.errors.contains("note: \"mood\" changes within episodes"))
    #expect(try run.json()["judged"] as? Int == 16)
    let truths = try lines("p.csv").dropFirst().filter { $0[0] == "C3" }.map { $0.last }
    #expect(Set(truths) == [String(Cases.step(3, Cases.count(3) - 1).split(separator: ",")[4])])
  }

  /// One slip among many episodes must not make a field of what gives all others away.
  @Test func outcomeThatContradictsItself() throws {
    var rows = Cases.rows(0..<40)
    let slip = try #require(rows.lastIndex { $0.hasPrefix("C5,") })
    rows[slip] = rows[slip].replacing(",solved", with: ",lost")
    let table = try scratch.write(Cases.csv(rows))
    let run = try watch(table, "--outcome", "state", "--report", "json")
    #expect(run.status == 0)
    #expect(!run.errors.contains("changes within episodes"))
    #expect(run.errors.contains("table.csv, line \(slip + 2): episode \"C5\" ends with \"solved\""))
    let report = try run.json()
    #expect(report["skipped"] as? Int == 1)
    #expect(report["judged"] as? Int == 40)
    let strict = try watch(table, "--outcome", "state", "--strict")
    #expect(strict.status == 1)
    #expect(strict.output.isEmpty)
    #expect(strict.errors.contains("line \(slip + 2)"))
  }

  @Test(arguments: [["--remaining"], ["--remaining", "steps"], ["--remaining=steps"]])
  func remainingSteps(arguments: [String]) throws {
    let table = try scratch.write(Cases.csv(0..<12))
    for order in [arguments + ["--cap", "2"], ["--cap", "2"] + arguments] {
      let run = try Program.run(
        ["watch", table, "--report", "json", "--predictions", scratch.path("p.csv")]
          + Cases.columns + order)
      #expect(run.status == 0)
      let report = try run.json()
      #expect(report["judged"] as? Int == 12)
      let points = try #require(report["points"] as? [[String: Any]])
      #expect(points.allSatisfy { $0["mae"] is Double && $0["brier"] is NSNull })
      let truths = try lines("p.csv").filter { $0[0] == "C3" }.map { $0.last }
      #expect(truths == ["2.0", "2.0", "2.0", "2.0", "1.0", "0.0"])
    }
  }

  @Test(arguments: ["time", "at"])
  func remainingTime(word: String) throws {
    let table = try scratch.write(Cases.csv(0..<12))
    let report = try report(
      table, "--remaining", word, "--predictions", scratch.path("p.csv"))
    #expect(report["judged"] as? Int == 12)
    #expect(try lines("p.csv").filter { $0[0] == "C0" }.map { $0.last } == ["6.0", "3.0", "0.0"])
    #expect(try lines("p.csv")[1][1] == "1")
  }

  @Test func badRows() throws {
    var rows = Cases.rows(0..<12)
    rows.insert(contentsOf: ["C0,,billing,0,calm,lost", ",3,billing,0,calm,lost"], at: 3)
    rows.append("C11,soon,sales,9,calm,solved")
    rows.append("C11,99,sales,often,calm,solved")
    rows.append("C11,99,sales")
    let table = try scratch.write(Cases.csv(rows))
    let arguments = ["watch", table, "--number", "at,replies", "--outcome", "state"]
    let run = try Program.run(arguments + Cases.columns + ["--report", "json"])
    #expect(run.status == 0)
    for part in [
      "line 5: \"at\" is empty or infinite, so the step has no place",
      "line 6: \"case\" is empty, so the row belongs to no episode", "\"soon\" is not a number",
      "\"often\" is not a number", "6 cells were expected and 3 found",
    ] {
      #expect(run.errors.contains(part), "\(part)")
    }
    let report = try run.json()
    #expect(report["skipped"] as? Int == 5)
    #expect(report["judged"] as? Int == 12)
    #expect(report["steps"] as? Int == Cases.steps(0..<12))
    #expect(try Program.run(arguments + Cases.columns).output.contains("5 rows left out:"))
    let quiet = try Program.run(arguments + Cases.columns + ["--quiet"])
    #expect(quiet.errors.contains("line 6: \"case\" is empty"))
    #expect(!quiet.errors.contains("note: "))
    let strict = try Program.run(arguments + Cases.columns + ["--strict"])
    #expect(strict.status == 1)
    #expect(strict.firstError.contains("line 5"))
  }

  @Test func filesWithoutAnyOutcome() throws {
    let table = try scratch.write("case,at,kind,state\na,1,x,\na,2,y,\nb,1,x,\nb,2,x,NA\n")
    let columns = ["--episode", "case", "--order", "at", "--outcome", "state"]
    let run = try Program.run(["watch", table] + columns)
    #expect(run.status == 1)
    #expect(run.errors.contains("has an outcome, so nothing was learned"))
    let kept = try Program.run(["watch", table, "--save", scratch.path("m.watch")] + columns)
    #expect(kept.status == 0 && kept.errors.contains("stay open"))
    #expect(try Program.run(["watch", table, "--unfinished"] + columns).status == 0)
  }

  @Test func unfinished() throws {
    let table = try scratch.write(Cases.csv(0..<12, everywhere: false))
    let open = try report(
      table, "--remaining", "--unfinished", "--drop", "state", "--predictions",
      scratch.path("p.csv"))
    #expect(open["judged"] as? Int == 0)
    #expect(open["learned"] as? Int == 0)
    #expect(open["open"] as? Int == 12)
    #expect(try lines("p.csv").count == 1 + Cases.steps(0..<12))
    #expect(try lines("p.csv").dropFirst().allSatisfy { $0.last == "" })

    // The ends of these are not known yet.
    let rows = Cases.rows(0..<12, everywhere: false).map { row in
      row.hasPrefix("C1,") || row.hasPrefix("C11,")
        ? row.replacing("solved", with: "") : row
    }
    let partly = try report(
      scratch.write(Cases.csv(rows)), "--outcome", "state", "--unfinished", "--predictions",
      scratch.path("p.csv"))
    #expect(partly["judged"] as? Int == 10)
    #expect(partly["open"] as? Int == 2)
    let lines = try lines("p.csv").dropFirst()
    #expect(lines.count == Cases.steps(0..<12))
    for line in lines { #expect((line.last == "") == ["C1", "C11"].contains(line[0])) }
    let finished = try report(scratch.path("table.csv"), "--outcome", "state")
    #expect(finished["judged"] as? Int == 10)
    #expect(finished["open"] as? Int == 2)
  }

  @Test func endRow() throws {
    let rows = ["a,1,x", "a,2,end", "a,3,x", "b,1,x", "b,2,y"]
    let table = try scratch.write("case,at,what\n" + rows.joined(separator: "\n") + "\n")
    let run = try watch(table, "--remaining", "--end", "what=end", "--report", "json")
    #expect(run.status == 0)
    // What comes after the end belongs to another episode of that name.
    #expect(run.errors.contains("1 episode came under the \"case\" of an ended one"))
    let report = try run.json()
    #expect(report["judged"] as? Int == 1)
    #expect(report["open"] as? Int == 2)
  }

  @Test func severalFiles() throws {
    let rows = Cases.rows(0..<12)
    let first = try scratch.write(Cases.csv(Array(rows[..<20])), "first.csv")
    let second = try scratch.write(Cases.csv(Array(rows[20...])), "second.csv")
    let run = try Program.run(
      ["watch", first, second, "--outcome", "state", "--report", "json"] + Cases.columns)
    #expect(try run.json()["judged"] as? Int == 12)
    let other = try scratch.write("case,at\n1,2\n", "other.csv")
    let wrong = try Program.run(["watch", first, other, "--outcome", "state"] + Cases.columns)
    #expect(wrong.status == 1)
    #expect(wrong.firstError.contains("its columns are not those of"))
  }

  @Test func wrongColumns() throws {
    let table = try scratch.write(Cases.csv(0..<4))
    for arguments in [
      ["--episode", "csae", "--order", "at", "--outcome", "state"],
      ["--episode", "case", "--order", "ta", "--outcome", "state"],
      ["--episode", "case", "--order", "at", "--outcome", "stat"],
      ["--episode", "case", "--order", "at", "--remaining", "--end", "stat=lost"],
    ] {
      let run = try Program.run(["watch", table] + arguments)
      #expect(run.status == 1)
      #expect(run.firstError.contains("there is no column"), "\(arguments)")
    }
    let words = try Program.run(
      ["watch", table, "--episode", "case", "--order", "mood", "--outcome", "state"])
    #expect(words.status == 1)
    #expect(words.firstError.contains("\"mood\" holds categories, which do not order steps"))
    let nobody = try watch(table, "--outcome", "state", "--bad", "burnt")
    #expect(nobody.errors.contains("no episode ends with \"burnt\""))
    let numbers = try watch(table, "--outcome", "state", "--bad-above", "3")
    #expect(numbers.status == 64)
    let empty = try watch(scratch.write(Cases.csv([])), "--outcome", "state")
    #expect(empty.status == 1)
    #expect(empty.firstError.contains("has columns but no rows"))
  }

  @Test(arguments: [
    [], ["--outcome", "state", "--remaining"], ["--remaining", "moods"],
    ["--outcome", "case"], ["--outcome", "state", "--drop", "at"],
    ["--outcome", "state", "--bad", "a", "--bad-above", "1"], ["--remaining", "--bad", "a"],
    ["--outcome", "state", "--cap", "3"], ["--remaining", "--cap", "0"],
    ["--outcome", "state", "--bad", "a", "--alarm-rate", "0.9"],
    ["--outcome", "state", "--alarm-rate", "0.1"], ["--outcome", "state", "--end", "over"],
    ["--outcome", "state", "--train-fraction", "1"],
    ["--outcome", "state", "--train-fraction", "0.5", "--unfinished"],
    ["--outcome", "state", "--number", "a", "--date", "a"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let run = try Program.run(["watch", "a.csv"] + Cases.columns + arguments)
    #expect(run.status == 64)
    #expect(run.firstError.hasPrefix("error: "))
    #expect(run.errors.contains("Usage: fledgling watch"))
  }

  @Test func unknownStory() throws {
    let table = try scratch.write(Cases.csv(0..<4))
    let run = try watch(table, "--outcome", "state", "--explain", "C77")
    #expect(run.status == 1)
    #expect(run.output.contains("Episode \"C77\""))
    #expect(run.errors.contains("error: there is no episode \"C77\" here"))
  }

  @Test func stories() throws {
    let table = try scratch.write(Cases.csv(0..<24))
    let run = try watch(table, "--outcome", "state", "--bad", "lost", "--explain", "C3")
    #expect(run.status == 0)
    #expect(run.output.contains("Episode \"C3\""))
    #expect(run.output.contains("┤"))
    let report = try report(
      table, "--outcome", "state", "--train-fraction", "0.5", "--explain", "C3", "--explain",
      "C20")
    let stories = try #require(report["stories"] as? [[String: Any]])
    #expect(stories.map { $0["episode"] as? String } == ["C3", "C20"])
    #expect((stories[1]["values"] as? [Double])?.count == Cases.count(20))
  }
}
