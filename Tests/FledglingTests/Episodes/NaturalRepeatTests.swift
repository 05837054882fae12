import Testing

@testable import Fledgling

/// What stays the same by nature is no loop: one side has the ball for a while, a case waits in a queue.
struct NaturalRepeatTests {
  /// A game of two sides: one keeps the ball, a clock runs, the score changes seldom.
  private struct Games {
    static let fields = [
      Field("possession", .category), Field("half", .number), Field("clock", .number),
      Field("x", .number), Field("y", .number), Field("shots", .number), Field("home", .number),
      Field("away", .number),
    ]
    static let rich = fields + [Field("event", .category), Field("player", .category)]

    let layout: StepSchema
    let isRich: Bool
    /// Whether places wander rather than jump.
    let wanders: Bool
    var random: SplitMix64

    init(isRich: Bool, wanders: Bool, seed: UInt64) throws {
      let schema = try Schema(
        fields: isRich ? Games.rich : Games.fields, target: "winner", task: .classification)
      layout = StepSchema(schema)
      self.isRich = isRich
      self.wanders = wanders
      random = SplitMix64(seed: seed)
    }

    mutating func next(_ number: Int) -> EpisodeRecord {
      var record = EpisodeRecord(name: "game \(number)")
      let teams = ["team \(random.below(20))", "team \(20 + random.below(20))"]
      var (side, clock, x, y) = (0, 0.0, 50.0, 30.0)
      var (shots, goals) = (0.0, [0.0, 0.0])
      while clock < 90 {
        clock += 0.1 + Double(random.uniform())
        if random.below(4) == 0 { side = 1 - side }
        x = wanders ? x + Double(random.normal()) * 6 : Double(random.below(100))
        y = wanders ? y + Double(random.normal()) * 5 : Double(random.below(60))
        let event = ["pass", "pass", "pass", "carry", "duel", "shot"][random.below(6)]
        if event == "shot" {
          shots += 1
          if random.below(9) == 0 { goals[side] += 1 }
        }
        var values: [Value] = [
          .category(teams[side]), .number(clock < 45 ? 1 : 2), .number(clock), .number(x),
          .number(y), .number(shots), .number(goals[0]), .number(goals[1]),
        ]
        if isRich {
          values += [.category(event), .category("player \(side * 11 + random.below(11))")]
        }
        var cells: [UInt32] = []
        layout.append(values, to: &cells)
        record.append(order: clock, cells: cells)
      }
      return record
    }
  }

  private func loops(_ record: EpisodeRecord, _ layout: StepSchema, _ sense: LoopDetector) -> Int {
    var memory = sense.begin()
    var count = 0
    var isLooping = false
    for step in 0..<record.count {
      let loop = sense.step(&memory, Array(record.step(step, columns: layout.columns.count)))
      if loop != nil, !isLooping { count += 1 }
      isLooping = loop != nil
    }
    return count
  }

  /// In all games, the first included, whether or not it is known which ended well.
  @Test(arguments: [true, false], [true, false])
  func gamesAreNoLoops(isRich: Bool, wanders: Bool) throws {
    for isGood in [nil, true] as [Bool?] {
      var games = try Games(isRich: isRich, wanders: wanders, seed: 11)
      var sense = LoopDetector(games.layout)
      var found: [Int] = []
      for number in 0..<36 {
        let game = games.next(number)
        found.append(loops(game, games.layout, sense))
        sense.learn(game, isGood: isGood.map { _ in number % 2 == 0 })
      }
      #expect(found.reduce(0, +) <= 3, "\(isGood as Any) \(found)")
    }
  }

  /// Event logs: cases go through a few activities, and wait.
  @Test(arguments: [UInt64](1...3))
  func eventLogsAreNoLoops(seed: UInt64) throws {
    let schema = try Schema(
      fields: [
        Field("activity", .category), Field("group", .category), Field("priority", .number),
        Field("at", .dateTime),
      ], target: "state", task: .classification)
    let layout = StepSchema(schema)
    var random = SplitMix64(seed: seed)
    var sense = LoopDetector(layout)
    var found = 0
    for number in 0..<200 {
      var record = EpisodeRecord(name: "case \(number)")
      var seconds = Double(number) * 1e4
      let activities =
        ["open", "triage"] + [String](repeating: "wait", count: random.below(3))
        + (random.below(3) == 0 ? ["escalate"] : ["fix"]) + ["close"]
      let priority = Double(1 + random.below(5))
      for activity in activities {
        seconds += Double(random.below(9_000))
        var cells: [UInt32] = []
        layout.append(
          [
            .category(activity), .category("group \(random.below(3))"), .number(priority),
            .number(seconds),
          ], to: &cells)
        record.append(order: seconds, cells: cells)
      }
      found += loops(record, layout, sense)
      sense.learn(record, isGood: nil)
    }
    #expect(found <= 2)
  }

  /// A true loop among such games is still found: everything stands still.
  @Test func aStandstillIsFound() throws {
    var games = try Games(isRich: true, wanders: true, seed: 12)
    var sense = LoopDetector(games.layout)
    for number in 0..<12 { sense.learn(games.next(number), isGood: nil) }
    let game = games.next(12)
    var record = EpisodeRecord(name: "stuck")
    let width = games.layout.columns.count
    for step in 0..<20 { record.append(order: Double(step), cells: game.cells(of: step, width)) }
    for step in 20..<60 { record.append(order: Double(step), cells: game.cells(of: 20, width)) }
    #expect(loops(record, games.layout, sense) > 0)
  }
}
