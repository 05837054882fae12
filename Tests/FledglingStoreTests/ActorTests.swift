import Fledgling
import FledglingStore
import TestSupport
import Testing

/// Many tasks on one ledger.
struct ActorTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private static func schema() throws -> Schema {
    try Schema(
      fields: [Field("km", .number), Field("carrier", .category)], target: "late",
      task: .classification)
  }

  @Test func tasksShareALearner() async throws {
    let path = folder.path("parcels")
    do {
      let learner = try LearnerActor(
        opening: Ledger.create(path, schema: ActorTests.schema(), seed: 1))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          group.addTask {
            let entry = LedgerEntry(
              [.number(Double(number)), .text("Wren")],
              outcome: .label(number > 20 ? "yes" : "no"), id: "p\(number)")
            try await learner.learn([entry])
            _ = try await learner.predict(["km": .number(Double(number)), "carrier": "Wren"])
          }
        }
        try await group.waitForAll()
      }
      #expect(await learner.learner.count == 40)
      try await learner.unlearn(ids: ["p3"])
      #expect(await learner.learner.count == 39)
      await #expect(throws: LedgerError.self) { try await learner.predict(["miles": 1]) }
    }
    let again = try LearnerActor(opening: Ledger.open(path, timeout: .infinity))
    #expect(await again.learner.count == 39)
  }

  @Test func tasksShareAMonitor() async throws {
    let monitor = try MonitorActor(
      opening: EpisodeLedger.create(
        folder.path("cases"), schema: ActorTests.schema(), goal: MonitorGoal(.outcome), seed: 1))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<10 {
        group.addTask {
          for step in 0..<3 {
            try await monitor.step(
              ["km": .number(Double(step)), "carrier": "Wren"], of: "case \(number)",
              at: Double(step))
          }
          try await monitor.finish("case \(number)", outcome: number > 4 ? "yes" : "no")
        }
      }
      try await group.waitForAll()
    }
    #expect(await monitor.monitor.episodes == 10)
  }
}
