import TestSupport
import Foundation
import Testing

struct PredictTests {
  let scratch: Scratch

  static let header = "row,prediction,probability,abstain,support,novelty,set"

  init() throws { scratch = try Scratch() }

  @Test func csv() throws {
    let model = try scratch.model()
    let run = try Program.run(["predict", model, try scratch.write(Garden.csv(25))])
    try #require(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.lines.first == PredictTests.header)
    let rows = run.lines.dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[0] } == (1...25).map { "\($0)" })
    #expect(rows.allSatisfy { $0[1] == "yes" || $0[1] == "no" })
    #expect(rows.allSatisfy { (0.49...1).contains(Double($0[2]) ?? 0) })
    let again = try Program.run(["predict", model, "-"], input: Garden.csv(25))
    #expect(again.output == run.output)
  }

  @Test func allProbabilities() throws {
    let table = try scratch.write(Garden.csv(5))
    let model = try scratch.model()
    let csv = try Program.run(["predict", model, table, "--all"])
    #expect(csv.lines.first == PredictTests.header + ",p:no,p:yes")
    for line in csv.lines.dropFirst() {
      let cells = line.split(separator: ",").map(String.init)
      let shares = cells.suffix(2).compactMap(Double.init)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-5)
      #expect(shares.max() == Double(cells[2]))
    }
    let json = try Program.run(["predict", model, table, "--all", "--format", "jsonl"])
    #expect(json.lines.count == 5)
    let first = try JSONSerialization.jsonObject(with: Data(json.lines[0].utf8))
    let object = try #require(first as? [String: Any])
    #expect(object["row"] as? Int == 1)
    #expect(object["probability"] is Double)
    #expect((object["probabilities"] as? [String: Double])?.count == 2)
  }

  /// The support of a prediction, and whether it is too uncertain to use.
  @Test func familiarity() throws {
    let model = try scratch.model()
    let table = try scratch.write(Garden.csv(20), "same.csv")
    let run = try Program.run(["predict", model, table])
    for line in run.lines.dropFirst() {
      let cells = CSVLine.cells(line)
      try #require(cells.count == 7)
      let set = try JSONDecoder().decode([String].self, from: Data(cells[6].utf8))
      #expect(set.contains(cells[1]))
      #expect(cells[3] == (set.count > 1 ? "true" : "false"))
      #expect(try #require(Double(cells[4])) > 0)
      #expect((0...1).contains(try #require(Double(cells[5]))))
    }
    let strange = "id,day,kind,sun\nX,2031-01-01,plum,99000\n"
    let odd = try Program.run(["predict", model, "-"], input: strange)
    let cells = try #require(odd.lines.last).split(separator: ",")
    #expect(try #require(Double(cells[5])) > 0.9)
    let quick = try Program.run(["predict", model, table, "--no-familiarity"])
    for (line, other) in zip(quick.lines, run.lines).dropFirst() {
      let cells = CSVLine.cells(line)
      let others = CSVLine.cells(other)
      #expect(cells[..<4] == others[..<4] && cells[6] == others[6])
      #expect(cells[4].isEmpty && cells[5].isEmpty)
    }
    let json = try Program.run(["predict", model, table, "--format", "jsonl"])
    let first = try JSONSerialization.jsonObject(with: Data(json.lines[0].utf8))
    let object = try #require(first as? [String: Any])
    #expect(object["abstain"] is Bool)
    #expect(object["support"] is Double && object["novelty"] is Double)
    #expect(object["set"] is [String])
  }

  @Test func abstaining() throws {
    let model = try scratch.model()
    let table = try scratch.write(Garden.csv(30))
    for (limit, expected) in [("0", 0), ("1", 30)] {
      let run = try Program.run(["predict", model, table, "--abstain-below", limit])
      try #require(run.status == 0)
      #expect(run.lines.dropFirst().count { $0.split(separator: ",")[3] == "true" } == expected)
      #expect(run.errors == (expected == 0 ? "" : "note: abstained from 30 of 30 rows\n"))
    }
    let run = try Program.run(["predict", model, table, "--abstain-below", "0.8"])
    for line in run.lines.dropFirst() {
      let cells = line.split(separator: ",")
      let probability = try #require(Double(cells[2]))
      #expect((cells[3] == "true") == (probability < 0.8))
    }
    for wrong in [
      ["--abstain-below", "1.5"], ["--abstain-below", "-0.1"], ["--abstain-below", "nan"],
      ["--abstain-below", "half"], ["--abstain-wider", "2"],
    ] {
      let run = try Program.run(["predict", model, table] + wrong)
      #expect(run.status == 64, "\(wrong)")
      #expect(run.output.isEmpty)
    }
  }

  @Test func abstainingFromNumbers() throws {
    let rows = (0..<60).map { "\($0 % 7),\(Double($0 % 7) + 0.5)" }
    let table = try scratch.write("x,y\n" + rows.joined(separator: "\n") + "\n")
    let model = scratch.path("m.model")
    try #require(
      try Program.run(["learn", table, "--target", "y", "--save", model]).status == 0)
    let wide = try Program.run(["predict", model, table, "--abstain-wider", "1000"])
    #expect(wide.errors.isEmpty)
    #expect(wide.lines.dropFirst().allSatisfy { $0.split(separator: ",")[4] == "false" })
    let narrow = try Program.run(["predict", model, table, "--abstain-wider", "0"])
    #expect(narrow.errors.hasPrefix("note: abstained from "))
    #expect(try Program.run(["predict", model, table, "--abstain-below", "0.5"]).status == 64)
    #expect(try Program.run(["predict", model, table, "--abstain-wider", "-1"]).status == 64)
  }

  @Test func quoting() throws {
    let table = "x,y\n1,\"a, \"\"b\"\"\"\n2,\"a, \"\"b\"\"\"\n3,c\n"
    let model = scratch.path("m.model")
    let learned = try Program.run([
      "learn", scratch.write(table), "--target", "y", "--save", model,
    ])
    try #require(learned.status == 0)
    let run = try Program.run(["predict", model, scratch.path("table.csv"), "--all"])
    #expect(run.lines.first == PredictTests.header + ",\"p:a, \"\"b\"\"\",p:c")
  }

  @Test func numbers() throws {
    let rows = (0..<40).map { "\($0 % 7),\(Double($0 % 7) + 0.5)" }
    let table = try scratch.write("x,y\n" + rows.joined(separator: "\n") + "\n")
    let model = scratch.path("m.model")
    try #require(
      try Program.run(["learn", table, "--target", "y", "--save", model]).status == 0)
    let run = try Program.run(["predict", model, "-"], input: "x\n1\n2\n")
    #expect(run.lines.first == "row,prediction,lower,upper,abstain,support,novelty")
    #expect(run.lines.count == 3)
    for line in run.lines.dropFirst() {
      let all = line.split(separator: ",")
      try #require(all.count == 7 && all[4] == "false")
      let cells = all[..<4].compactMap { Double($0) }
      try #require(cells.count == 4)
      #expect(cells[2] <= cells[1] && cells[1] <= cells[3])
    }
    let all = try Program.run(["predict", model, "-", "--all"], input: "x\n1\n")
    #expect(all.status == 64)
  }

  /// Two classes that one number decides, except in 10 % of the rows, which are random.
  private func easyTable(_ rows: Int, seed: UInt64) -> String {
    var state = seed
    func draw(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    let lines = (0..<rows).map { _ in
      let isFar = draw(2) == 0
      let x = draw(10) == 0 ? 2_000 : draw(1_000) + (isFar ? 3_000 : 0)
      return "\(x),\(draw(1_000)),\(isFar ? "far" : "near")"
    }
    return (["x,noise,place"] + lines).joined(separator: "\n") + "\n"
  }

  /// Easy rows are answered faster, and hardly otherwise.
  @Test func effort() throws {
    let model = scratch.path("easy.model")
    let taught = try scratch.write(easyTable(4_000, seed: 1), "taught.csv")
    try #require(
      try Program.run(["learn", taught, "--target", "place", "--save", model, "--quiet"]).status
        == 0)
    let table = try scratch.write(easyTable(300, seed: 2))
    let plain = try Program.run(["predict", model, table])
    let full = try Program.run(["predict", model, table, "--effort", "full"])
    let adaptive = try Program.run(["predict", model, table, "--effort", "adaptive"])
    for run in [plain, full, adaptive] {
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      #expect(run.lines.count == 301)
    }
    #expect(full.output == plain.output, "full is what is done unless told")
    #expect(adaptive.lines.first == PredictTests.header)
    #expect(adaptive.output != full.output)
    for (line, other) in zip(adaptive.lines, full.lines).dropFirst() {
      let cells = CSVLine.cells(line)
      let others = CSVLine.cells(other)
      try #require(cells.count == 7)
      #expect(cells[..<2] == others[..<2])
      // What is answered otherwise left hardly a doubt.
      if line != other { #expect(try #require(Double(cells[2])) >= 0.995) }
    }
    #expect(zip(adaptive.lines, full.lines).count { $0 != $1 } > 150)
  }

  @Test(arguments: ["nonsense", "", "Full"])
  func effortThatIsNone(effort: String) throws {
    let model = try scratch.model()
    let table = try scratch.write(Garden.csv(5))
    let run = try Program.run(["predict", model, table, "--effort", effort])
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("--effort"))
    #expect(run.errors.contains("full") && run.errors.contains("adaptive"))
  }

  @Test func effortForNumbers() throws {
    let rows = (0..<60).map { "\($0 % 7),\(Double($0 % 7) + 0.5)" }
    let table = try scratch.write("x,y\n" + rows.joined(separator: "\n") + "\n")
    let model = scratch.path("m.model")
    try #require(
      try Program.run(["learn", table, "--target", "y", "--save", model]).status == 0)
    let full = try Program.run(["predict", model, table])
    let adaptive = try Program.run(["predict", model, table, "--effort", "adaptive"])
    #expect(adaptive.status == 0)
    #expect(adaptive.output == full.output)
  }

  @Test func oddCells() throws {
    let model = try scratch.model()
    var lines = Garden.csv(4).split(separator: "\n").map(String.init)
    lines[2] = "G1,2024-05-02,pear,hot,no"
    let table = try scratch.write(lines.joined(separator: "\n"), "new.csv")
    let run = try Program.run(["predict", model, table])
    #expect(run.status == 0)
    #expect(run.lines.count == 5)
    #expect(!CSVLine.cells(run.lines[2])[1].isEmpty, "what else is known is enough to answer")
    #expect(run.errors.contains("new.csv: \"sun\" holds numbers, but 1 of 4 cells"))
    #expect(run.errors.contains("\"hot\" (line 3)"))
    let strict = try Program.run(["predict", model, table, "--strict"])
    #expect(strict.status == 1)
    #expect(strict.lines.count == 2, "what came before is still printed")
    #expect(strict.firstError.contains("line 3"))
  }

  @Test func faultyRows() throws {
    let model = try scratch.model()
    var lines = Garden.csv(4).split(separator: "\n").map(String.init)
    lines[2] = ",soon,,hot,no"
    let run = try Program.run([
      "predict", model, scratch.write(lines.joined(separator: "\n"), "new.csv"),
    ])
    #expect(run.status == 0)
    #expect(run.lines.count == 5)
    #expect(run.lines[2] == "2,,,true,,,", "nothing in the row can be read")
    #expect(run.firstError.hasPrefix("warning: "))
    #expect(run.errors.contains("new.csv, line 3, column"))
    let lacking = try Program.run(["predict", model, "-"], input: "id,day\n1,2024-01-01\n")
    #expect(lacking.status == 1)
    #expect(lacking.firstError.contains("standard input: lacks the columns \"kind\", \"sun\""))
    let nothing = try Program.run(
      ["predict", model, "-"], input: "id,day,kind,sun\n,soon,,hot\n")
    #expect(nothing.status == 1, "not one row could be read")
    #expect(nothing.output.isEmpty, "empty predictions would look like an answer")
  }

  @Test func carriesIDsAndColumns() throws {
    let taught = try scratch.write(Garden.csv(60), "taught.csv")
    let model = scratch.path("m.model")
    try #require(
      try Program.run([
        "learn", taught, "--target", "ripe", "--id", "id", "--save", model, "--quiet",
      ]).status == 0)
    let table = try scratch.write(Garden.csv(3), "new.csv")
    let plain = try Program.run(["predict", model, table])
    #expect(plain.lines.first == PredictTests.header + ",id")
    #expect(plain.lines.dropFirst().map { CSVLine.cells($0).last } == ["G0", "G1", "G2"])
    let kept = try Program.run(["predict", model, table, "--id", "day", "--keep", "kind,ripe"])
    #expect(kept.lines.first == PredictTests.header + ",id,kind,ripe")
    #expect(CSVLine.cells(kept.lines[1]).suffix(3) == ["2024-05-01", "plum", "no"])
    let json = try Program.run(
      [
        "predict", model, "-", "--format", "jsonl", "--keep", "ripe",
      ], input: Garden.jsonLines(2))
    let second = try JSONSerialization.jsonObject(with: Data(json.lines[1].utf8))
    #expect((second as? [String: Any])?["id"] as? String == "G1")
    #expect((second as? [String: Any])?["ripe"] as? String == Garden.label(1))
    let wrong = try Program.run(["predict", model, table, "--keep", "knd"])
    #expect(wrong.status == 1 && wrong.errors.contains("the closest are \"kind\""))
  }

  @Test func setsOfClassesWithBars() throws {
    let rows = (0..<40).map { "\($0 % 2),\($0 % 2 == 0 ? "a|b" : "a,\"\"b")" }
      .map { $0.replacingOccurrences(of: "a,", with: "\"a,") + ($0.contains("\"\"") ? "\"" : "") }
    let table = try scratch.write("x,y\n" + rows.joined(separator: "\n") + "\n")
    let model = scratch.path("m.model")
    try #require(
      try Program.run(["learn", table, "--target", "y", "--save", model, "--quiet"]).status == 0)
    let run = try Program.run(["predict", model, table])
    for line in run.lines.dropFirst() {
      let cells = CSVLine.cells(line)
      let set = try JSONDecoder().decode([String].self, from: Data(cells[6].utf8))
      #expect(set.contains(cells[1]) && set.allSatisfy { ["a|b", "a,\"b"].contains($0) })
    }
  }

  @Test func readAs() throws {
    let model = try scratch.model()
    let table = try scratch.write(Garden.csv(2))
    let run = try Program.run(["predict", model, table])
    #expect(
      run.readAs
        == "read as: id category, day date, kind category, sun number, target ripe class")
    #expect(try Program.run(["predict", model, table, "--quiet"]).readAs.isEmpty)
  }

  @Test func targetIsIgnored() throws {
    let rows = (0..<30).map { "\($0 % 7),\(Double($0 % 7) + 0.5)" }
    let table = try scratch.write("x,y\n" + rows.joined(separator: "\n"))
    let model = scratch.path("m.model")
    try #require(
      try Program.run(["learn", table, "--target", "y", "--save", model]).status == 0)
    let run = try Program.run(["predict", model, "-"], input: "y,x\nunknown,1\n")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.lines.last?.hasPrefix("1,") == true)
    #expect(run.lines.last?.hasPrefix("1,,,") == false)
  }

  @Test func dayFirst() throws {
    let rows = (0..<30).map { "\($0 % 28 + 1)/03/2024,\($0 % 28 < 14 ? "early" : "late")" }
    let table = try scratch.write("when,part\n" + rows.joined(separator: "\n"))
    let model = scratch.path("m.model")
    let learned = try Program.run([
      "learn", table, "--target", "part", "--save", model, "--report", "json",
    ])
    #expect(try learned.json()["skipped"] as? Int == 0)
    #expect(try Program.run(["predict", model, table]).errors.isEmpty)
    // The model remembers, where no file can show it.
    let piped = try Program.run(["predict", model, "-"], input: "when\n31/03/2024\n05/03/2024\n")
    #expect(piped.errors.isEmpty)
    let told = try Program.run(
      ["predict", model, "-", "--day-first", "when"], input: "when\n31/03/2024\n05/03/2024\n")
    #expect(told.output == piped.output)
    let other = try Program.run(
      ["predict", model, "-", "--month-first", "when"], input: "when\n03/31/2024\n03/05/2024\n")
    #expect(other.output == piped.output)
    let wrong = try Program.run(
      ["predict", model, "-"], input: "when\n03/31/2024\n03/05/2024\n")
    #expect(wrong.errors.contains("--month-first when"), "what cannot be read so is told")
    let iso = try Program.run(["predict", model, "-"], input: "when\n2024-03-31\n2024-03-05\n")
    #expect(iso.output == piped.output)
  }
}
