import Testing

@testable import Fledgling

/// Learners that read the same fields in different orders are merged.
struct FieldOrderTests {
  /// A life with fields of all kinds of cells, whose past matters.
  private static func lives() throws -> [Life] {
    [
      try Life(Source.plane, count: 60, seed: 3, naming: .ids),
      try Life(.wild, count: 60, seed: 3, naming: .times),
      try Life(.wild, count: 60, seed: 3, naming: .none),
      try Life(NumberSource.plane, count: 60, seed: 3, naming: .both),
    ]
  }

  /// A life whose fields stand in an order of places.
  private func reordered(_ life: Life, _ places: [Int]) throws -> Life {
    let schema = try Schema(
      fields: places.map { life.schema.fields[$0] }, target: life.schema.target,
      task: life.schema.task)
    let experiences = life.experiences.map { experience in
      var moved = experience
      moved.values = places.map { experience.values[$0] }
      return moved
    }
    return Life(life, schema, experiences)
  }

  @Test(arguments: try lives())
  func theOrderOfFieldsMakesNoDifference(life: Life) throws {
    let names = life.schema.fields.map(\.name)
    let sorted = try reordered(life, names.indices.sorted { names[$0] < names[$1] })
    let backwards = try reordered(life, names.indices.reversed())
    var whole = try sorted.lived(sorted.experiences)
    whole.consolidate()
    let parts = try [
      life.lived(life.experiences[..<25]), backwards.lived(backwards.experiences[25..<40]),
      sorted.lived(sorted.experiences[40...]),
    ]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      var merger = Merger()
      for part in order { try merger.add(parts[part]) }
      let finished = merger.finish()
      let merged = try #require(finished)
      #expect(merged.schema == (names.count > 1 ? sorted.schema : life.schema))
      #expect(merged.stateHash == whole.stateHash)
      let isSame = merged.essence == whole.essence
      #expect(isSame, "down to the last byte")
    }
  }

  @Test func pinsAndWhatWasUnlearnedComeAlong() throws {
    let life = try Life(Source.plane, count: 60, seed: 3)
    let backwards = try reordered(life, [2, 1, 0])
    var one = try life.lived(life.experiences[..<30])
    try one.pin([.number(1), .number(2), .number(3)], outcome: .label("over"), id: "settled")
    try one.unlearn(ids: ["case 7"])
    let other = try backwards.lived(backwards.experiences[30...] + [backwards.experiences[7]])
    try one.merge(other)
    #expect(one.count == 59)
    #expect(one.hasUnlearned(id: "case 7"))
    #expect(one.pinnedCases.map(\.id) == ["settled"])
    guard case .label(let said) = try one.predict([.number(1), .number(2), .number(3)]) else {
      Issue.record("a class was expected")
      return
    }
    #expect(said.label == "over" && said.probability > 0.97)
  }

  /// Experiences that are not kept cannot be seen in another way.
  @Test func whatCannotBeRebuiltKeepsItsOrder() throws {
    let life = try Life(Source.plane, count: 120, seed: 3)
    let backwards = try reordered(life, [2, 1, 0])
    var large = try life.lived(life.experiences[..<60])
    large.count += 1
    var other = large
    #expect(!large.isComplete)
    let small = try backwards.lived(backwards.experiences[60...])
    #expect(try large.commonSchema(small) == life.schema)
    #expect(try small.commonSchema(large) == life.schema)
    other = try backwards.lived(backwards.experiences[..<60])
    other.count += 1
    #expect(throws: MergeError.differentOrders) { try large.commonSchema(other) }
  }
}

/// Watchers that read the same fields in different orders are merged.
struct WatchedFieldOrderTests {
  private func schema(_ names: [String]) throws -> Schema {
    try Schema(
      fields: names.map { Field($0, $0 == "queue" ? .category : .number) }, target: "end",
      task: .classification)
  }

  /// A monitor that saw some of a few episodes, of which every fifth goes on.
  private func monitor(_ names: [String], _ episodes: Range<Int>) throws -> EpisodeMonitor {
    var monitor = EpisodeMonitor(
      schema: try schema(names), goal: MonitorGoal(bad: .labels(["lost"])))
    for episode in episodes {
      for step in 0..<4 {
        let cells: [String: Value] = [
          "queue": .category(["a", "b"][(episode + step) % 2]), "age": .number(Double(step * 3)),
          "load": .number(Double(episode * 7 % 10)),
        ]
        try monitor.step(
          names.map { cells[$0] ?? .missing }, of: "case \(episode)", at: Double(step))
      }
      guard episode % 5 > 0 else { continue }
      try monitor.finish(
        "case \(episode)", outcome: .label(episode * 7 % 10 > 5 ? "lost" : "solved"))
    }
    return monitor
  }

  @Test func theOrderOfFieldsMakesNoDifference() throws {
    let orders = [["queue", "age", "load"], ["load", "queue", "age"], ["age", "load", "queue"]]
    var whole = try monitor(orders[2], 0..<45)
    whole.consolidate()
    let parts = try orders.enumerated().map { try monitor($1, $0 * 15..<$0 * 15 + 15) }
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      var merged = parts[order[0]]
      for part in order.dropFirst() { try merged.merge(parts[part]) }
      #expect(merged.schema == whole.schema)
      let isSame = merged.snapshot() == whole.snapshot()
      #expect(isSame, "down to the last byte")
    }
    var stranger = EpisodeMonitor(schema: try schema(["queue", "age"]))
    #expect(throws: MergeError.self) { try stranger.merge(parts[0]) }
  }

  @Test func unlearningIsAllOrNothing() throws {
    var monitor = try monitor(["queue", "age", "load"], 0..<20)
    let before = monitor.snapshot()
    #expect(throws: UnlearnError(unknown: ["nobody"], notKept: [])) {
      try monitor.unlearn(ids: ["case 3", "nobody"])
    }
    let isSame = monitor.snapshot() == before
    #expect(isSame)
    #expect(try monitor.unlearn(ids: ["case 3", "case 5"]).count == 2)
    let again = try monitor.unlearn(ids: ["case 3", "case 4"])
    #expect(again.count == 1 && again.before == ["case 3"])
    #expect(monitor.episodes == 14)
  }
}
