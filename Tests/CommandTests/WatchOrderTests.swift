import TestSupport
import Foundation
import Testing

/// Rows of one time, rows in no order, and names that come back.
struct WatchOrderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let header = "case,at,activity,state\n"

  private func watch(
    _ tables: [String], _ arguments: String..., outcome: Bool = true
  ) throws -> Program.Run {
    try Program.run(
      ["watch"] + tables + Cases.columns + (outcome ? ["--outcome", "state"] : []) + arguments)
  }

  private func report(_ tables: [String], _ arguments: String...) throws -> [String: Any] {
    let run = try Program.run(
      ["watch"] + tables + ["--report", "json", "--quiet", "--outcome", "state"] + Cases.columns
        + arguments)
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return try run.json()
  }

  private func table(_ rows: [String], _ name: String = "table.csv") throws -> String {
    try scratch.write(Self.header + rows.joined(separator: "\n") + "\n", name)
  }

  private func column(_ place: Int, _ name: String = "p.csv") throws -> [String] {
    try String(decoding: scratch.read(name), as: UTF8.self).split(separator: "\n").dropFirst()
      .map { String($0.split(separator: ",", omittingEmptySubsequences: false)[place]) }
  }

  /// Cases of a year: numbered from 0, of four steps each.
  private func year(_ year: Int, everywhere: Bool = true, shift: Int) -> [String] {
    (0..<20).flatMap { number in
      ["open", "check", "wait", "close"].enumerated().map { step, activity in
        let end = (number + shift) % 3 == 0 ? "lost" : "won"
        return "C\(number),\(year)-02-\(10 + number / 2) 1\(step):00,\(activity),"
          + (everywhere || step == 3 ? end : "")
      }
    }
  }

  // MARK: Rows of one time

  @Test func rowsOfOneTimeAreSteps() throws {
    let rows = (0..<12).flatMap { number in
      ["open", "wait", "wait", "close"].map { "C\(number),2024-01-0\(1 + number % 9),\($0),won" }
    }
    let table = try table(rows)
    let report = try report([table], "--predictions", scratch.path("p.csv"))
    #expect(report["steps"] as? Int == 48)
    #expect(report["skipped"] as? Int == 0)
    #expect(try column(2).prefix(4) == ["1", "2", "3", "4"])
    // The same table twice is the same steps.
    let twice = try self.report([table, try self.table(rows, "again.csv")])
    #expect(twice["steps"] as? Int == 48)
    #expect(twice["known"] as? Int == 48)
    #expect(twice["episodes"] as? Int == 12)
  }

  @Test func readingAgainLearnsNothingTwice() throws {
    let rows = year(2023, shift: 0)
    let whole = try table(rows)
    let saved = scratch.path("w.watch")
    _ = try report([whole], "--save", saved)
    let again = try report([whole], "--resume", saved)
    #expect(again["known"] as? Int == rows.count)
    #expect(again["learned"] as? Int == 0)
    #expect(again["renamed"] as? Int == 0)
  }

  @Test func ordersComeBackAsTheyWereWritten() throws {
    let rows = ["a,1.50,x,won", "a,2.0,y,won", "b,3e0,x,lost", "b,4,y,lost"]
    _ = try report([try table(rows)], "--predictions", scratch.path("p.csv"))
    #expect(try column(1) == ["1.50", "2.0", "3e0", "4"])
    let dated = ["a,2024-03-01 10:00,x,won", "a,2024-03-01 10:30,y,won", "b,2024-03-02,x,lost"]
    _ = try report([try table(dated)], "--predictions", scratch.path("p.csv"))
    #expect(try column(1) == ["2024-03-01 10:00", "2024-03-01 10:30", "2024-03-02"])
  }

  // MARK: Rows in no order

  @Test func unorderedRowsAreSorted() throws {
    let rows = Cases.rows(0..<12)
    let sorted = try report([try scratch.write(Cases.csv(rows), "sorted.csv")])
    let table = try scratch.write(Cases.csv(Array(rows.reversed())))
    let run = try watch([table], "--report", "json", "--predictions", scratch.path("p.csv"))
    #expect(run.errors.contains("the rows of 12 episodes were sorted by \"at\""))
    let report = try run.json()
    for key in ["steps", "judged", "skipped"] {
      #expect(report[key] as? Int == sorted[key] as? Int, "\(key)")
    }
    let orders = zip(try column(0), try column(1)).filter { $0.0 == "C3" }
    #expect(orders.map { Int($0.1) ?? 0 } == orders.map { Int($0.1) ?? 0 }.sorted())
  }

  // MARK: Names that come back

  /// The outcome in every row, or in the last alone.
  @Test(arguments: [true, false])
  func numberedAnewInEachFile(everywhere: Bool) throws {
    let first = try table(year(2023, everywhere: everywhere, shift: 0), "2023.csv")
    let second = try table(year(2024, everywhere: everywhere, shift: 1), "2024.csv")
    let run = try watch(
      [first, second], "--report", "json", "--predictions", scratch.path("p.csv"))
    #expect(run.errors.contains("20 episodes came under the \"case\" of an ended one"))
    #expect(!run.errors.contains("changes within episodes"))
    #expect(try run.json()["judged"] as? Int == 40)
    #expect(Set(try column(0)).isSuperset(of: ["C0", "C0 (2)", "C19 (2)"]))
    let saved = scratch.path("w.watch")
    _ = try report([first], "--save", saved)
    let next = try report([second], "--resume", saved, "--save", saved)
    #expect(next["learned"] as? Int == 20)
    #expect(next["renamed"] as? Int == 20)
    let again = try report([second], "--resume", saved)
    #expect(again["learned"] as? Int == 0)
    #expect(again["known"] as? Int == 80)
  }

  /// Orders that begin again, without any outcome.
  @Test(arguments: [true, false])
  func ordersThatBeginAgain(inOneFile: Bool) throws {
    func rows(_ last: Int) -> [String] {
      (0..<6).flatMap { name in (1...last).map { "g\(name),\($0),move \($0 * last),x" } }
    }
    let tables =
      inOneFile
      ? [try table(rows(4) + rows(5))]
      : [try table(rows(4), "a.csv"), try table(rows(5), "b.csv")]
    let run = try watch(
      tables, "--remaining", "--drop", "state", "--report", "json", outcome: false)
    #expect(try run.json()["judged"] as? Int == 12)
    #expect(try run.json()["steps"] as? Int == 54)
  }

  /// A log cut anywhere goes on in the next file.
  @Test(arguments: [10, 33, 50])
  func cutLogsGoOn(cut: Int) throws {
    let rows = year(2023, shift: 0)
    let first = try table(Array(rows[..<cut]), "a.csv")
    // The second repeats the last three rows of the first.
    let second = try table(Array(rows[(cut - 3)...]), "b.csv")
    let report = try report([first, second])
    #expect(report["judged"] as? Int == 20)
    #expect(report["renamed"] as? Int == 0)
    #expect(report["steps"] as? Int == 80)
    #expect(report["known"] as? Int == 3)
  }
}
