import Fledgling

extension Example {
  static func overview(_ print: Print) throws {
    // docs: Overview
    let schema = try Schema(
      fields: [Field("km", .number), Field("carrier", .category)], target: "late",
      task: .classification)
    var learner = Learner(schema: schema)
    try learner.learn([.number(310), .category("Bluebird")], outcome: .label("yes"))
    try learner.learn([.number(12), .category("Kestrel")], outcome: .label("no"))
    if case .label(let answer) = try learner.predict([.number(280), .category("Bluebird")]) {
      print(answer.label, answer.probability)
    }
    // end
  }

  static func gettingStarted(_ print: Print) throws {
    // docs: GettingStarted
    let schema = try Schema(
      fields: [Field("temperature", .number), Field("kind", .category)],
      target: "outcome", task: .classification)
    var learner = Learner(schema: schema)
    var score = PrequentialClassScore()
    var dice = Dice()

    for _ in 0..<1_000 {
      let temperature = 20 + 60 * dice.roll()
      let kind = dice.roll() < 0.5 ? "pump" : "fan"
      let fails = temperature > (kind == "pump" ? 70 : 50) && dice.roll() < 0.9
      let example: [Value] = [.number(temperature), .category(kind)]
      let outcome = fails ? "fails" : "works"
      let answer = try learner.answer(example, thenLearn: .label(outcome))
      score.add(answer, outcome: outcome)
    }
    for mark in [10, 30, 100, 300, 1_000] {
      let totals = score.curve.totals(after: mark)
      print(mark, "examples:", percent(totals?.accuracy), "right")
    }
    print("majority:", percent(score.majorityAccuracy))

    let bytes = learner.snapshot()
    let again = try Learner(snapshot: bytes)
    for temperature in [40.0, 60, 75] {
      guard case .label(let answer) = try again.predict([.number(temperature), .category("pump")])
      else { continue }
      print("a pump at", temperature, answer.label, percent(Double(answer.probability)))
    }
    let unknown: [Value] = [.missing, .category("fan")]
    print(try again.predict(unknown) == learner.predict(unknown))
    // end
  }

  static func richData(_ print: Print) throws {
    // docs: RichData
    let schema = try Schema(fields: [Field("said", .text)], target: "mood", task: .classification)
    var learner = Learner(schema: schema)
    let said = [
      ("what a lovely day", "good"), ("this is awful", "bad"), ("lovely, just lovely", "good"),
      ("awful, it never works", "bad"), ("it works, lovely", "good"), ("never again", "bad"),
    ]
    for (text, mood) in said { try learner.learn([.text(text)], outcome: .label(mood)) }
    if case .label(let answer) = try learner.predict([.text("A LOVELY thing")]) {
      print(answer.label)
    }
    // end
  }

  static func episodes(_ print: Print) throws {
    // docs: Episodes
    let schema = try Schema(
      fields: [Field("queue", .category), Field("replies", .number)], target: "outcome",
      task: .classification)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(bad: .labels(["lost"]), falseAlarmRate: 0.05))
    for number in 1...40 {
      let name = "case \(number)"
      for step in 1...6 {
        let replies = Double(number % 2 == 0 ? step : 1)
        try monitor.step([.category("billing"), .number(replies)], of: name, at: Double(step))
      }
      try monitor.finish(name, outcome: .label(number % 2 == 0 ? "solved" : "lost"))
    }
    for step in 1...4 {
      let forecast = try monitor.step(
        [.category("billing"), .number(1)], of: "case 41", at: Double(step))
      print(step, forecast.risk ?? 0, forecast.alarm != nil)
    }
    // end
  }

  static func merging(_ print: Print) throws {
    // docs: Merging
    let schema = try Schema(
      fields: [Field("km", .number), Field("carrier", .category)], target: "late",
      task: .classification)
    var (north, south, whole) = (
      Learner(schema: schema), Learner(schema: schema), Learner(schema: schema)
    )
    var dice = Dice()
    for number in 0..<200 {
      let km = 500 * dice.roll()
      let parcel: [Value] = [.number(km), .category(number % 3 == 0 ? "Kestrel" : "Bluebird")]
      let late = Outcome.label(km > 300 ? "yes" : "no")
      let id = "P\(number)"
      if number < 100 {
        try north.learn(parcel, outcome: late, id: id)
      } else {
        try south.learn(parcel, outcome: late, id: id)
      }
      try whole.learn(parcel, outcome: late, id: id)
    }

    var merger = Merger()
    for learner in [south, north] { try merger.add(learner) }
    guard var both = merger.finish() else { fatalError("nothing was added") }
    whole.consolidate()
    print(both.snapshot() == whole.snapshot())

    let unlearned = try both.unlearn(ids: ["P17"])
    both.consolidate()
    print(unlearned.count, both.count)
    // end
  }
}
