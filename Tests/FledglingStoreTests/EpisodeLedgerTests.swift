import TestSupport
import Fledgling
import Foundation
import GRDB
import Testing

@testable import FledglingStore

struct EpisodeLedgerTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// What a crash leaves: the file and SQLite's log as they are at that moment.
  @Test func everyAcknowledgedStepSurvives() throws {
    let durable = try DurableMonitor(opening: WatchedCases.ledger(folder))
    var whole = WatchedCases.monitor
    for number in 0..<12 {
      try WatchedCases.live(number * 4..<number * 4 + 4, durable)
      try WatchedCases.live(number * 4..<number * 4 + 4, &whole)
      let (name, values) = ("open \(number)", WatchedCases.values(number, 0))
      for step in 0..<3 {
        try durable.step(values, of: name, at: Double(step))
        try whole.step(values, of: name, at: Double(step))
      }
      guard number % 4 == 3 else { continue }
      let file = "copy-\(number)"
      try folder.copy("cases", to: file)
      let copy = try DurableMonitor(opening: EpisodeLedger.open(folder.path(file)))
      #expect(copy.monitor.stateHash == whole.stateHash)
      #expect(try copy.openEpisodes() == whole.openEpisodes)
      #expect(copy.ledger.goal == WatchedCases.goal)
      #expect(copy.ledger.schema == WatchedCases.schema)
      let next = WatchedCases.values(number, 1)
      var other = whole
      let expected = try other.step(next, of: name, at: 9)
      let forecast = try copy.step(next, of: name, at: 9)
      #expect(forecast.step == 4)
      #expect(forecast.prediction == expected.prediction)
      #expect(forecast.risk == expected.risk)
    }
  }

  @Test func goalsAreKept() throws {
    let goals = [
      MonitorGoal(.remainingTime, cap: 125.5, bad: .below(40), falseAlarmRate: 0.1),
      MonitorGoal(.remainingSteps), MonitorGoal(bad: .above(1e300)),
      MonitorGoal(bad: .labels(["a \"b\"", "ü"])),
    ]
    let schema = try Schema(fields: [Field("a", .number)], target: "b", task: .regression)
    for (place, goal) in goals.enumerated() {
      let path = folder.path("goal-\(place)")
      _ = try EpisodeLedger.create(path, schema: schema, goal: goal, isTimed: place == 0)
      let ledger = try EpisodeLedger.open(path)
      #expect(ledger.goal == goal)
      #expect(ledger.isTimed == (place == 0))
      #expect(ledger.seed == 1)
    }
  }

  /// An alarm that was told stays, also after a crash.
  @Test func alarmsStay() throws {
    let ledger = try WatchedCases.ledger(folder)
    let durable = try DurableMonitor(opening: ledger)
    try WatchedCases.live(0..<200, durable)
    var alarms: [String: Alarm] = [:]
    for number in 200..<260 {
      for step in 0..<2 {
        let name = WatchedCases.name(number)
        let forecast = try durable.step(
          WatchedCases.values(number, step), of: name, at: WatchedCases.order(step))
        if let alarm = forecast.alarm { alarms[name] = alarm }
      }
    }
    #expect(!alarms.isEmpty)
    // The threshold may be another now.
    try WatchedCases.live(1_000..<1_400, durable)
    let again = try DurableMonitor(opening: ledger)
    for (name, alarm) in alarms { #expect(try again.forecast(of: name)?.alarm == alarm) }
  }

  @Test func whatFailsIsTakenBack() throws {
    let durable = try DurableMonitor(opening: WatchedCases.ledger(folder))
    try WatchedCases.live(0..<20, durable)
    let before = durable.monitor.stateHash
    func limit(_ pages: Int) throws {
      try durable.ledger.log.run { db in
        _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    try limit(1)
    #expect(throws: LedgerError.full(path: durable.ledger.path)) {
      try WatchedCases.live(20..<2_000, durable)
    }
    try limit(1 << 20)
    #expect(try durable.openCount() == 0)
    try durable.consolidate()
    #expect(durable.monitor.episodes == 20)
    var whole = WatchedCases.monitor
    try WatchedCases.live(0..<20, &whole)
    #expect(whole.stateHash == before)
    whole.consolidate()
    #expect(durable.monitor.stateHash == whole.stateHash)
    try WatchedCases.live(20..<40, durable)
    #expect(durable.monitor.episodes == 40)
  }

  @Test func aGroupKeepsWhatCameBeforeAnError() throws {
    let durable = try DurableMonitor(opening: WatchedCases.ledger(folder))
    let values = WatchedCases.values(1, 0)
    #expect(throws: LedgerError.monitor(.noSteps(episode: "b"))) {
      try durable.together {
        try durable.step(values, of: "a", at: 1)
        try durable.finish("b", outcome: .label("lost"))
      }
    }
    try folder.copy("cases", to: "copy")
    let copy = try DurableMonitor(opening: EpisodeLedger.open(folder.path("copy")))
    #expect(try copy.openEpisodes() == ["a"])
  }

  @Test func oneSessionAtATime() throws {
    var ledger: EpisodeLedger? = try WatchedCases.ledger(folder)
    #expect(ledger != nil)
    let path = folder.path("cases")
    let process = Int(ProcessInfo.processInfo.processIdentifier)
    #expect(throws: LedgerError.held(path: path, by: process)) {
      try EpisodeLedger.open(path, timeout: 0)
    }
    #expect(throws: LedgerError.held(path: path, by: process)) {
      try EpisodeLedger.create(path, schema: WatchedCases.schema, timeout: 0)
    }
    ledger = nil
    _ = try EpisodeLedger.open(path, timeout: .infinity)
    #expect(throws: LedgerError.exists(path: path)) { try WatchedCases.ledger(folder) }
  }

  #if os(Linux)
    @Test func anotherProcessHoldsIt() throws {
      let path = folder.path("cases")
      _ = try WatchedCases.ledger(folder)
      try OtherProcess.holding(lockOf: path) {
        #expect(throws: LedgerError.self) { try EpisodeLedger.open(path, timeout: 0) }
      }
      _ = try EpisodeLedger.open(path, timeout: .infinity)
    }
  #endif

  @Test func otherFilesAreNoLedgers() throws {
    let missing = folder.path("missing")
    #expect(throws: LedgerError.missing(path: missing)) { try EpisodeLedger.open(missing) }
    let text = folder.path("text")
    try Data("queue,replies,mood\n".utf8).write(to: URL(fileURLWithPath: text))
    #expect(throws: LedgerError.notALedger(path: text)) { try EpisodeLedger.open(text) }
    let other = folder.path("other")
    try DatabaseQueue(path: other).write { db in try db.execute(sql: "CREATE TABLE a (b)") }
    #expect(throws: LedgerError.notALedger(path: other)) { try EpisodeLedger.open(other) }
    _ = try Parcels.ledger(folder, "parcels")
    let parcels = folder.path("parcels")
    #expect(throws: LedgerError.ofExamples(path: parcels)) { try EpisodeLedger.open(parcels) }
    _ = try WatchedCases.ledger(folder)
    let cases = folder.path("cases")
    #expect(throws: LedgerError.ofEpisodes(path: cases)) { try Ledger.open(cases) }
  }

  /// Whatever part of a file is there, it opens as it was or is refused.
  @Test func truncatedFiles() throws {
    try WatchedCases.live(0..<400, DurableMonitor(opening: WatchedCases.ledger(folder)))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("cases")))
    let path = folder.path("part")
    for share in [0.1, 0.5, 0.9] {
      try bytes.prefix(Int(share * Double(bytes.count)))
        .write(to: URL(fileURLWithPath: path))
      #expect(throws: LedgerError.self) {
        try DurableMonitor(opening: EpisodeLedger.open(path))
      }
    }
  }

  @Test func damageIsFound() throws {
    let ledger = try WatchedCases.ledger(folder)
    try WatchedCases.live(0..<4, DurableMonitor(opening: ledger))
    try ledger.log.run { db in
      try db.execute(sql: "UPDATE log SET record = x'0201' WHERE sequence = 2")
    }
    #expect(throws: LedgerError.self) { try DurableMonitor(opening: ledger) }
  }
}
