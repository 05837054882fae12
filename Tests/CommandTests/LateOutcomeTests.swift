import TestSupport
import Foundation
import Testing

/// Outcomes that come in a table of ids and outcomes alone.
struct LateOutcomeTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// The garden of which not all outcomes are known.
  private func open(_ rows: Int, known: Int) -> String {
    Garden.table(
      (0..<rows).map { row in
        let text = Garden.row(row)
        return row < known ? text : String(text[...(text.lastIndex(of: ",") ?? text.startIndex)])
      })
  }

  private func outcomes(_ rows: some Sequence<Int>) -> String {
    "ripe,id\n" + rows.map { "\(Garden.label($0)),G\($0)\n" }.joined()
  }

  @Test func theyAreLearned() throws {
    let ledger = try scratch.teach(open(60, known: 30), "m", .ledger)
    let run = try scratch.learn(outcomes(Array(25..<60) + [700, 701]), "m", .ledger)
    try #require(run.status == 0, "\(run.errors)")
    let report = try run.json()
    #expect(report["lateOutcomes"] as? Int == 30)
    #expect(report["unknownIDs"] as? Int == 2)
    #expect(report["known"] as? Int == 5)
    #expect(report["examples"] as? Int == 30)
    let whole = try scratch.teach(Garden.csv(60), "whole", .ledger)
    #expect(try Facts.state(ledger) == Facts.state(whole))
    #expect(try Program.run(["ledger", "check", ledger]).status == 0)
    // Whole rows of the same ids are known now.
    let again = try scratch.learn(Garden.csv(60), "m", .ledger)
    #expect(try again.json()["known"] as? Int == 60)
  }

  @Test func theyCorrect() throws {
    let ledger = try scratch.teach(Garden.csv(40), "m", .ledger)
    let other = Garden.label(3) == "yes" ? "no" : "yes"
    let run = try scratch.learn("id,ripe\nG3,\(other)\n", "m", .ledger)
    #expect(try run.json()["corrected"] as? Int == 1)
    #expect(try Facts.examples(ledger) == 40)
  }

  @Test func whatCannotBe() throws {
    let ledger = try scratch.teach(open(20, known: 10), "m", .ledger)
    let strangers = try scratch.learn(outcomes(700..<705), "m", .ledger)
    #expect(strangers.status == 1)
    #expect(strangers.firstError.contains("none of its 5 outcomes"))
    // Some of the fields are not enough, and a model does not know rows without outcomes.
    let some = try scratch.learn("id,kind,ripe\nG12,fig,yes\n", "m", .ledger)
    #expect(some.status == 1)
    #expect(some.firstError.contains("lacks the column"))
    try scratch.teach(Garden.csv(20), "n")
    let model = try scratch.learn(outcomes(10..<12), "n")
    #expect(model.status == 1)
    #expect(model.errors.contains("--ledger"))
    #expect(try Facts.examples(ledger) == 10)
  }
}
