import TestSupport
import Foundation
import Testing

/// How tables are read, as a user sees it.
struct ReadingTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func learn(_ arguments: String..., input: String = "") throws -> Program.Run {
    try Program.run(["learn"] + arguments, input: input)
  }

  /// A table in which a number of some notation decides the class.
  private func table(_ count: Int = 60, delimiter: String = ",", _ number: (Int) -> String)
    -> String
  {
    let rows = (0..<count).map { index in
      "\"\(number(index * 37 % 100))\"\(delimiter)\(index * 37 % 100 > 50 ? "far" : "near")"
    }
    return "km\(delimiter)place\n" + rows.joined(separator: "\n") + "\n"
  }

  @Test func notationsAreKept() throws {
    let model = scratch.path("m.model")
    let taught = try scratch.write(table(delimiter: ";") { "\($0),25 €" })
    let run = try learn(taught, "--target", "place", "--save", model, "--report", "json")
    try #require(run.status == 0)
    #expect(run.readAs == "read as: km number 1234,5 €, target place class")
    let report = try run.json()
    let columns = try #require(report["columns"] as? [[String: Any]])
    #expect(columns.first?["format"] as? String == "1234,5 €")
    #expect(columns.first?["odd"] as? Int == 0)
    #expect(try #require(report["accuracy"] as? Double) > 0.8)
    let piped = try Program.run(["predict", model, "-"], input: "km\n\"1.099,25 €\"\n\"1,25 €\"\n")
    #expect(piped.lines.dropFirst().map { CSVLine.cells($0)[1] } == ["far", "near"])
    let other = try Program.run(["predict", model, "-"], input: "km\n\"$99.25\"\n\"1,25 €\"\n")
    #expect(other.errors.contains("\"$99.25\""))
  }

  @Test func numbersWithoutTheirUnitAreTold() throws {
    let model = scratch.path("m.model")
    let taught = try scratch.write(table { "\($0).5 %" })
    try #require(try learn(taught, "--target", "place", "--save", model).status == 0)
    let fractions = try Program.run(["predict", model, "-"], input: "km\n0.105\n0.905\n")
    #expect(fractions.errors.contains("2 of 2 cells have no unit"))
    let same = try Program.run(["predict", model, "-"], input: "km\n10.5 %\n90.5 %\n")
    #expect(!same.errors.contains("unit"))
  }

  @Test func pointsAmongCommasAreNotTakenForThousands() throws {
    let model = scratch.path("m.model")
    let taught = try scratch.write(table(delimiter: ";") { "\($0),25" })
    try #require(try learn(taught, "--target", "place", "--save", model).status == 0)
    let run = try Program.run(["predict", model, "-"], input: "km\n12.345\n\"1,25\"\n")
    #expect(run.errors.contains("\"12.345\""))
    #expect(CSVLine.cells(run.lines[1])[1].isEmpty)
  }

  @Test func keysThatNoObjectHasAreTold() throws {
    let model = scratch.path("m.model")
    let taught = try scratch.write("km,by,late\n1.5,a,yes\n2.5,b,no\n3.5,a,yes\n")
    try #require(try learn(taught, "--target", "late", "--save", model).status == 0)
    let one = try Program.run(["predict", model, "-"], input: #"{"km":1.5}"# + "\n")
    #expect(one.status == 0)
    #expect(one.errors.contains("no object has a value of \"by\""))
    let none = try Program.run(["predict", model, "-"], input: #"{"KM":1.5,"By":"a"}"# + "\n")
    #expect(none.status == 1)
    #expect(none.errors.contains("lacks the columns \"km\", \"by\""))
  }

  @Test func classesThatMayBeWrongAreTold() throws {
    let one = try learn(
      try scratch.write("x,y\n1.5,a\n2.5,a\n3.5,a\n"), "--target", "y")
    #expect(one.errors.contains("\"y\" has one class only, \"a\""))
    let model = scratch.path("m.model")
    let first = try learn(
      try scratch.write("x,y\n1.5,1\n2.5,02\n3.5,01\n4.5,2\n"), "--target", "y", "--kind",
      "classify", "--save", model)
    #expect(first.errors.contains("the way a number is written: \"01\"/\"1\", \"02\"/\"2\""))
    #expect(!first.errors.contains("did not know before"))
    let more = try learn(try scratch.write("x,y\n1.5,1\n2.5,new\n"), "--resume", model)
    #expect(more.errors.contains("1 class that the model did not know before: \"new\""))
  }

  @Test func oddCellsAreToldLast() throws {
    var lines = table { "\($0).25" }.split(separator: "\n").map(String.init)
    lines[9] = "unknown,far"
    let path = try scratch.write(lines.joined(separator: "\n"))
    let run = try learn(path, "--target", "place", "--report", "json")
    #expect(run.status == 0)
    // There is but one field, so the row says nothing.
    #expect(try run.json()["skipped"] as? Int == 1)
    #expect(run.errors.contains("line 10"))
    let quiet = try learn(path, "--target", "place", "--report", "json", "--quiet")
    #expect(
      quiet.errors.hasPrefix("warning: 1 row skipped") || quiet.errors.contains("1 row skipped"))
  }

  @Test func labelsOfOneClass() throws {
    let january = try scratch.write(
      table { "\($0)" }.replacingOccurrences(of: "far", with: "1")
        .replacingOccurrences(of: "near", with: "0"), "jan.csv")
    let february = try scratch.write(
      table { "\($0)" }.replacingOccurrences(of: "far", with: "1.0")
        .replacingOccurrences(of: "near", with: "0.0"), "feb.csv")
    let model = scratch.path("m.model")
    try #require(try learn(january, "--target", "place", "--save", model).status == 0)
    let run = try learn(february, "--resume", model, "--report", "json")
    #expect(try Set(run.json()["classes"] as? [String] ?? []) == ["0", "1"])
    let mixed = try scratch.write(
      table { "\($0)" }.replacingOccurrences(of: "far", with: "far\u{200b}")
        + table { "\($0)" }.split(separator: "\n").dropFirst().joined(separator: "\n")
        .replacingOccurrences(of: "near", with: "Near"), "mixed.csv")
    let remarks = try learn(mixed, "--target", "place", "--report", "json")
    #expect(try (remarks.json()["classes"] as? [String])?.count == 3)
    #expect(remarks.errors.contains("1 class of \"place\" was written in 2 spellings"))
    #expect(remarks.errors.contains("\"Near\"/\"near\""))
  }

  @Test func missingWords() throws {
    let rows = (0..<60).map { "\($0 * 37 % 100),\($0 * 37 % 100 > 50 ? "NA" : "ZA")" }
    let path = try scratch.write("x,country\n" + rows.joined(separator: "\n"))
    let usual = try learn(path, "--target", "country", "--report", "json")
    #expect(try usual.json()["unlabelled"] as? Int ?? 0 > 20)
    #expect(usual.errors.contains("--missing"))
    let model = scratch.path("m.model")
    let kept = try learn(
      path, "--target", "country", "--missing", "", "--save", model, "--report", "json")
    #expect(try kept.json()["unlabelled"] as? Int == 0)
    #expect(!kept.errors.contains("--missing"))
    let resumed = try learn(path, "--resume", model, "--report", "json")
    #expect(try resumed.json()["unlabelled"] as? Int == 0, "the model keeps the words")
    let other = try learn(path, "--resume", model, "--missing", "NA")
    #expect(other.status == 1)
  }

  @Test func missingIDs() throws {
    for word in ["NULL", " ", "n/a", "\u{a0}"] {
      let rows = (0..<40).map { "\($0 % 4 == 0 ? word : "P\($0)"),\($0 * 7 % 40),\($0 % 2)" }
      let path = try scratch.write("id,x,y\n" + rows.joined(separator: "\n"))
      let run = try learn(path, "--target", "y", "--id", "id", "--report", "json")
      #expect(try run.json()["examples"] as? Int == 40, "\(word)")
    }
  }

  @Test func namesWithCommas() throws {
    let path = try scratch.write("a,\"price, usd\",\"p=q\",y\n1,2,3,a\n2,3,4,b\n3,4,5,a\n")
    for drop in [
      ["--drop", "price, usd"], ["--drop", "\"price, usd\""], ["--drop", "p=q,\"price, usd\""],
    ] {
      let run = try Program.run(["learn", path, "--target", "y", "--report", "json"] + drop)
      #expect(run.status == 0, "\(drop)")
      #expect(!run.readAs.contains("price, usd"))
    }
    let category = try learn(path, "--target", "y", "--category", "\"price, usd\",a")
    #expect(category.readAs.contains("price, usd category"))
  }

  @Test func wrongUsage() throws {
    let path = try scratch.write("at,d,y\n2024-01-01,01/02/2024,a\n")
    let both = try learn(path, "--target", "y", "--id", "at", "--time", "at")
    #expect(both.status == 64)
    #expect(both.errors.contains("--id and --time both name the column \"at\""))
    #expect(
      try learn(path, "--target", "y", "--day-first", "d", "--month-first", "d").status == 64)
    let words = try scratch.write("x,y\n1,red\n2,green\n3,blue\n", "words.csv")
    let regression = try learn(words, "--target", "y", "--kind", "regress")
    #expect(regression.status == 1)
    #expect(regression.errors.contains("cannot be predicted as a number"))
  }
}
