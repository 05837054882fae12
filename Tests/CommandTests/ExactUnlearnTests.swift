import TestSupport
import Foundation
import Testing

/// Unlearning one customer unlearns no other.
struct ExactUnlearnTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Rows of sixty accounts that differ in their last digits.
  private func table(_ accounts: [String]) -> String {
    "id,account,kind,ripe\n"
      + (0..<accounts.count * 3).map { row in
        "G\(row),\(accounts[row % accounts.count]),\(["fig", "pear"][row % 2]),"
          + (row * 37 % 100 > 50 ? "yes" : "no") + "\n"
      }.joined()
  }

  private static let accounts: [[String]] = [
    (0..<20).map { "\(4_000_000_000 + $0)" }, (0..<20).map { "\(900_719_925_474_099_300 + $0)" },
    (0..<20).map { "0.1000000\($0 + 10)" }, (0..<20).map { "\(16_777_210 + $0)" },
    (0..<20).map { "\($0 / 2).\($0 % 2 * 25)" },
  ]

  @Test(arguments: accounts, Keeping.allCases)
  func onlyThatCustomer(accounts: [String], keeping: Keeping) throws {
    // As numbers, whatever a table would be taken for.
    let options = ["--id", "id", "--number", "account"]
    let model = try scratch.teach(table(accounts), "m", keeping, options)
    let before = try scratch.read("m")
    for account in [accounts[3], accounts[17], "4000000099", "0.125"] {
      let count = accounts.contains(account) ? 3 : 0
      let left = try Facts.examples(model) ?? 0
      let run = try scratch.unlearn(model, "--where", "account=\(account)")
      guard run.status == 0 else {
        #expect(keeping == .model || count == 0, "\(run.errors)")
        #expect(run.output.isEmpty, "no receipt of what was not done")
        #expect(run.errors.contains("nothing was unlearned"))
        #expect(try Facts.examples(model) == left)
        continue
      }
      #expect(try run.json()["count"] as? Int == count, "\(account)")
      #expect(try Facts.examples(model) == left - count)
    }
    if keeping == .model, try Facts.examples(model) == 60 {
      #expect(try scratch.read("m") == before)
    }
  }

  @Test func shortDecimalsAreTold() throws {
    let model = try scratch.teach(table(["0.10", "4.99", "7"]), "m")
    for account in ["4.99", "0.1", "7.0"] {
      let run = try scratch.unlearn(model, "--where", "account=\(account)")
      #expect(try run.json()["count"] as? Int == 3, "\(run.errors)")
    }
  }

  @Test(arguments: Keeping.allCases)
  func whatCannotBeSought(keeping: Keeping) throws {
    let model = try scratch.teach(
      "id,a,kind,ripe\n"
        + (0..<20).map { "G\($0),\($0 % 3),\($0 == 4 ? "" : "fig"),yes\n" }.joined(),
      "m", keeping)
    for (condition, reason) in [
      ("colour=red", "\"colour\" is no field of the model"), ("kind=", "missing value"),
      ("kind=NA", "missing value"),
    ] {
      let run = try scratch.unlearn(model, "--where", condition)
      #expect(run.status == 1)
      #expect(run.errors.contains(reason), "\(run.errors)")
      #expect(run.errors.contains("nothing was unlearned"))
    }
    #expect(try Facts.examples(model) == 20)
    let run = try scratch.unlearn(model, "--where", "id=G3")
    #expect(run.status == (keeping == .ledger ? 0 : 1), "a ledger knows ids")
    if keeping == .model {
      #expect(run.firstError.contains("\"id\" is no field of the model"))
      #expect(run.errors.contains("--id"))
    }
  }
}
