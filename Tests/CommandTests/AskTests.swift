import TestSupport
import Foundation
import Testing

struct AskTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func csv() throws {
    let model = try scratch.model()
    let table = try scratch.write(Garden.csv(40, from: 100))
    let run = try Program.run(["ask", model, table, "--count", "7"])
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.errors.isEmpty)
    #expect(run.lines.first == "rank,row,prediction,probability,novelty,score")
    let rows = run.lines.dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(rows.map { $0[0] } == (1...7).map { "\($0)" })
    #expect(Set(rows.map { $0[1] }).count == 7, "no row is asked about twice")
    #expect(rows.allSatisfy { (1...40).contains(Int($0[1]) ?? 0) })
    #expect(rows.allSatisfy { (0.49...1).contains(Double($0[3]) ?? 0) })
    #expect(rows.allSatisfy { (0...1).contains(Double($0[4]) ?? -1) })
    let again = try Program.run(
      ["ask", model, "-", "--count", "7"], input: Garden.csv(40, from: 100))
    #expect(again.output == run.output)
    #expect(try Program.run(["ask", model, table]).lines.count == 11)
    #expect(try Program.run(["ask", model, table, "--count", "900"]).lines.count == 41)
  }

  /// The outcome is not looked at, and odd cells are missing values.
  @Test func targetAndFaults() throws {
    let model = try scratch.model()
    var lines = Garden.csv(20, from: 70).split(separator: "\n").map(String.init)
    let bare = lines.map { $0.split(separator: ",").dropLast().joined(separator: ",") }
    let whole = try Program.run(["ask", model, "-"], input: lines.joined(separator: "\n"))
    let blind = try Program.run(["ask", model, "-"], input: bare.joined(separator: "\n"))
    #expect(whole.output == blind.output)
    lines[3] = "G1,2024-05-02,pear,hot,no"
    let run = try Program.run(
      ["ask", model, "-", "--count", "20"], input: lines.joined(separator: "\n"))
    #expect(run.status == 0)
    #expect(run.lines.count == 21, "the odd cell is a missing value")
    #expect(run.firstError.contains("\"hot\" (line 4)"))
    let strict = try Program.run(
      ["ask", model, "-", "--strict"], input: lines.joined(separator: "\n"))
    #expect(strict.status == 1 && strict.output.isEmpty)
  }

  /// Of many rows that are all alike and few that differ, the different ones are asked about.
  @Test func diversity() throws {
    let model = try scratch.model()
    let alike = (0..<60).map { "A\($0),2024-05-09,plum,15" }
    let others = ["B0,2024-05-20,pear,12.5", "B1,2024-05-02,fig,13"]
    let rows = ["id,day,kind,sun"] + alike[..<30] + others + alike[30...]
    let run = try Program.run(
      ["ask", model, "-", "--count", "8"], input: rows.joined(separator: "\n"))
    let asked = Set(run.lines.dropFirst().map { $0.split(separator: ",")[1] })
    #expect(asked.contains("31") || asked.contains("32"))
  }

  @Test func jsonAndNumbers() throws {
    let rows = (0..<60).map { "\($0 % 7),\(Double($0 % 7) + 0.5)" }
    let table = try scratch.write("x,y\n" + rows.joined(separator: "\n") + "\n")
    let model = scratch.path("m.model")
    try #require(
      try Program.run(["learn", table, "--target", "y", "--save", model]).status == 0)
    let csv = try Program.run(["ask", model, "-"], input: "x\n1\n2\n90\n")
    #expect(csv.lines.first == "rank,row,prediction,lower,upper,novelty,score")
    #expect(csv.lines.count == 4)
    let json = try Program.run(
      ["ask", model, "-", "--count", "1", "--format", "jsonl"], input: "x\n1\n2\n90\n")
    let object = try json.json()
    #expect(json.lines.count == 1)
    #expect(object["rank"] as? Int == 1)
    for key in ["prediction", "lower", "upper", "novelty", "score"] {
      #expect(object[key] is Double, "\(key)")
    }
  }

  @Test(arguments: [["--count", "0"], ["--count", "20000"], ["--format", "xml"], ["--fast"]])
  func wrongUsage(arguments: [String]) throws {
    let run = try Program.run(["ask", "a.model", "a.csv"] + arguments)
    #expect(run.status == 64 && run.output.isEmpty)
  }
}
