import TestSupport
import Foundation
import Testing

/// The same id with another outcome, and outcomes that come late.
struct CorrectionTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let wrong = "G5,2024-05-06,pear,21.25,no"
  private static let right = "G5,2024-05-06,pear,21.25,yes"

  @Test(arguments: Keeping.allCases)
  func correct(keeping: Keeping) throws {
    let rows = (0..<40).map { $0 == 5 ? Self.wrong : Garden.row($0) }
    let model = try scratch.teach(Garden.table(rows), "m", keeping)
    let run = try scratch.learn(Garden.table([Self.right]), "m", keeping)
    try #require(run.status == 0, "\(run.errors)")
    let report = try run.json()
    #expect(report["corrected"] as? Int == 1)
    #expect(report["examples"] as? Int == 0)
    #expect(report["known"] as? Int == 0)
    #expect(try Facts.examples(model) == 40)
    let corrected = rows.map { $0 == Self.wrong ? Self.right : $0 }
    let other = try scratch.teach(Garden.table(corrected), "other", keeping)
    #expect(try Facts.state(model) == Facts.state(other))
    #expect(try Program.run(["pin", model, "--list"]).lines.count == 1, "the headings alone")
  }

  @Test(arguments: Keeping.allCases)
  func pinned(keeping: Keeping) throws {
    let rows = (0..<40).map { $0 == 5 ? Self.wrong : Garden.row($0) }
    let model = try scratch.teach(Garden.table(rows), "m", keeping)
    let run = try scratch.learn(
      Garden.table([Self.right]), "m", keeping, ["--id", "id", "--pin-corrections"])
    #expect(try run.json()["corrected"] as? Int == 1)
    let list = try Program.run(["pin", model, "--list"])
    #expect(list.lines.count == 2)
    #expect(list.output.contains("G5"))
    #expect(try Facts.answers(model, to: Garden.table([Self.wrong])).contains("\n1,yes,"))
    // With what was pinned everything goes that was known of the example.
    try #require(try scratch.unlearn(model, "--id", "G5").status == 0)
    #expect(try Program.run(["pin", model, "--list"]).lines.count == 1)
  }

  @Test func pinningNeedsIDs() throws {
    let run = try scratch.learn(Garden.csv(4), "m", .model, ["--pin-corrections"])
    #expect(run.status == 64)
    #expect(run.firstError.contains("--pin-corrections needs --id"))
  }

  /// A number that no 32 bits hold exactly is no correction of itself.
  @Test(arguments: Keeping.allCases)
  func sameNumberAgain(keeping: Keeping) throws {
    let rows = (0..<12).map { "N\($0),\($0 % 5),\(Double($0 % 5) + 0.1)" }
    let csv = (["id,x,y"] + rows).joined(separator: "\n") + "\n"
    let options = ["--id", "id", "--number", "x", "--kind", "regress"]
    try scratch.teach(csv, "m", keeping, target: "y", options)
    let report = try scratch.learn(csv, "m", keeping, target: "y", options).json()
    #expect(report["known"] as? Int == 12)
    #expect(report["corrected"] as? Int == 0)
    let corrected = csv.replacingOccurrences(of: "N7,2,2.1", with: "N7,2,2.7")
    let other = try scratch.learn(corrected, "m", keeping, target: "y", options).json()
    #expect(other["known"] as? Int == 11)
    #expect(other["corrected"] as? Int == 1)
  }

  /// First the row, later what came of it.
  @Test(arguments: Keeping.allCases)
  func lateOutcome(keeping: Keeping) throws {
    let open = "G5,2024-05-06,pear,21.25,"
    let rows = (0..<30).map { $0 == 5 ? open : Garden.row($0) }
    let first = try scratch.learn(Garden.table(rows), "m", keeping).json()
    #expect(first["examples"] as? Int == 29)
    #expect(first["unlabelled"] as? Int == 1)
    let later = try scratch.learn(Garden.table([Self.right]), "m", keeping).json()
    #expect(later["examples"] as? Int == 1)
    #expect(later["corrected"] as? Int == 0)
    #expect(later["known"] as? Int == 0)
    let settled = rows.map { $0 == open ? Self.right : $0 }
    let other = try scratch.teach(Garden.table(settled), "other", keeping)
    #expect(try Facts.state(scratch.path("m")) == Facts.state(other))
  }

  /// An id that comes twice in one table, first without its outcome.
  @Test func lateOutcomeInOneTable() throws {
    let rows = (0..<10).map(Garden.row) + ["G90,2024-05-06,pear,21.25,", "G91,2024-05-06,fig,2,no"]
    let csv = Garden.table(rows + ["G90,2024-05-06,pear,21.25,yes", "G91,2024-05-06,fig,2,yes"])
    let report = try scratch.learn(csv, "m", .ledger).json()
    #expect(report["examples"] as? Int == 12)
    #expect(report["unlabelled"] as? Int == 1)
    #expect(report["corrected"] as? Int == 1)
    let export = try Program.run(["ledger", "export", scratch.path("m")])
    #expect(export.lines.count == 12)
    #expect(export.lines.suffix(2).allSatisfy { $0.contains("\"outcome\":\"yes\"") })
  }
}
