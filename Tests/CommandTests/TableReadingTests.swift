import TestSupport
import Foundation
import Testing

/// What the program makes of tables that are not quite what they should be.
struct TableReadingTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func predictions(_ model: String, _ table: String) throws -> [Substring] {
    let run = try Program.run(["predict", model, table])
    try #require(run.status == 0, "\(run.errors)")
    return run.lines.map { $0.split(separator: ",").prefix(3).joined(separator: ",") }.map {
      $0[...]
    }
  }

  @Test func trailingDelimitersChangeNoPrediction() throws {
    let model = try scratch.model()
    let table = Garden.csv(12)
    let clean = try predictions(model, try scratch.write(table))
    let lines = table.split(separator: "\n")
    let ended = ([String(lines[0])] + lines.dropFirst().map { $0 + "," }).joined(separator: "\n")
    #expect(try predictions(model, try scratch.write(ended + "\n")) == clean)
    #expect(try predictions(model, try scratch.write("sep=,\n" + table)) == clean)
    let returns = table.replacing("\n", with: "\r")
    #expect(try predictions(model, try scratch.write(returns)) == clean)
  }

  @Test func strayQuotesKeepOneAnswerForEachLine() throws {
    let model = try scratch.model()
    var lines = Garden.csv(20).split(separator: "\n").map(String.init)
    for place in [4, 9] { lines[place] = lines[place].replacing(",fig", with: ",\"fig") }
    for place in [4, 9] { lines[place] = lines[place].replacing(",pear", with: ",\"pear") }
    for place in [4, 9] { lines[place] = lines[place].replacing(",plum", with: ",\"plum") }
    let table = try scratch.write(lines.joined(separator: "\n") + "\n")
    let run = try Program.run(["predict", model, table])
    #expect(run.lines.count == 21)
    #expect(run.firstError.hasPrefix("warning: \(table), line 5: a quote opens here"))
  }

  @Test func noRowThatCanBePredicted() throws {
    let model = try scratch.model()
    let nested = try scratch.write(
      String(repeating: #"{"day":"2024-05-01","kind":{"name":"fig"},"sun":3}"# + "\n", count: 3),
      "nested.jsonl")
    for format in ["csv", "jsonl"] {
      let run = try Program.run(["predict", model, nested, "--format", format])
      #expect(run.status == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("error: \(nested): no row could be predicted"))
    }
    let archive = try scratch.write(Data([0x50, 0x4b, 3, 4, 20, 0]), "table.zip")
    let run = try Program.run(["predict", model, archive])
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("is a zip archive"))
  }

  @Test func unreadableRowsBeforeTheFirstGoodOneKeepTheirLines() throws {
    let model = try scratch.model()
    let rows = Garden.csv(3).split(separator: "\n")
    let table = try scratch.write("\(rows[0])\nx\nx,y\n\(rows[1])\n\(rows[2])\n\(rows[3])\n")
    let lines = try predictions(model, table)
    #expect(lines.map { $0.split(separator: ",")[0] } == ["row", "1", "2", "3", "4", "5"])
  }

  @Test func classesOfWindows1252StayApart() throws {
    let text =
      "km,word\n" + (0..<40).map { "\($0),av\($0 % 2 == 0 ? "\u{f3}" : "\u{f4}")\n" }.joined()
    let bytes = try #require(text.data(using: .windowsCP1252))
    let table = try scratch.write(bytes, "old.csv")
    let run = try Program.run(["learn", table, "--target", "word", "--report", "json", "--quiet"])
    let report = try run.json()
    #expect((report["classes"] as? [String])?.sorted() == ["av\u{f3}", "av\u{f4}"])
    #expect((report["remarks"] as? [String])?.first?.contains("Windows-1252") == true)
    #expect(run.firstError.hasPrefix("warning: \(table), line 2: the text is not UTF-8"))
    let named = try Program.run([
      "learn", table, "--target", "word", "--encoding", "latin-1", "--report", "json", "--quiet",
    ])
    #expect(named.errors.isEmpty)
    let refused = try Program.run(["learn", table, "--target", "word", "--encoding", "utf-8"])
    #expect(refused.status == 1)
    #expect(
      refused.firstError.hasPrefix("error: \(table), line 2: is not UTF-8; name its encoding"))
  }

  @Test func nestedKeysAreDroppedOrLearned() throws {
    let rows = (0..<40).map { row in
      #"{"x":\#(row),"y":"\#(row % 20 < 10 ? "a" : "b")","meta":{"a":\#(row % 3),"b":["q"]}}"#
        + "\n"
    }
    let table = try scratch.write(rows.joined(), "nested.jsonl")
    let model = scratch.path("nested.model")
    let run = try Program.run(["learn", table, "--target", "y", "--save", model])
    #expect(run.status == 0)
    #expect(try Program.run(["inspect", model]).output.contains("meta.a"))
    #expect(try predictions(model, table).count == 41)
    for name in ["meta", "meta.a", "meta.b"] {
      let dropped = try Program.run(["learn", table, "--target", "y", "--drop", name])
      #expect(dropped.status == 0, "\(dropped.errors)")
    }
    let unknown = try Program.run(["learn", table, "--target", "y", "--drop", "nothing"])
    #expect(unknown.status == 1)
  }

  @Test func theDelimiterIsNamedWhereItMayBeWrong() throws {
    let table = try scratch.write("a:b:c\n1:2:3\n")
    let run = try Program.run(["learn", table, "--target", "c"])
    #expect(run.status == 1)
    #expect(run.errors.contains("--delimiter"))
  }

  @Test func rowCountersOfPandasAreLeftOut() throws {
    let rows = (0..<30).map { "\($0 % 15),\($0 * 7 % 30),\($0 * 7 % 30 > 14 ? "yes" : "no")\n" }
    let table = try scratch.write(",size,big\n" + rows.joined())
    let run = try Program.run(["learn", table, "--target", "big", "--report", "json"])
    #expect(run.errors.contains("only numbers the rows and is left out"))
  }
}
