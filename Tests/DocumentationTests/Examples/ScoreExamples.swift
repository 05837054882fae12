import Fledgling

extension Example {
  static func calibration(_ print: Print) throws {
    // docs: Calibration
    let schema = try Schema(fields: [Field("p", .number)], target: "came", task: .classification)
    var learner = Learner(schema: schema)
    var score = PrequentialClassScore()
    var dice = Dice()
    for _ in 0..<5_000 {
      let p = dice.roll()
      let outcome = dice.roll() < p ? "yes" : "no"
      score.add(try learner.answer([.number(p)], thenLearn: .label(outcome)), outcome: outcome)
    }
    for bin in score.calibration.bins where bin.answers > 0 {
      print("sure", percent(bin.confidence), "right", percent(bin.accuracy), "of", bin.answers)
    }
    print("calibration error", percent(score.calibration.expectedError))
    for p in [0.1, 0.5, 0.9] {
      guard case .label(let answer) = try learner.predict([.number(p)]) else { continue }
      let stated = answer.probability(of: "yes").map { Double($0) }
      print("p is", percent(p), "and it says", percent(stated))
    }
    // end
  }

  static func prequential(_ print: Print) throws {
    // docs: Prequential
    let schema = try Schema(
      fields: [Field("barometer", .boolean)], target: "rain", task: .classification)
    var learner = Learner(schema: schema)
    var score = PrequentialClassScore()
    var dice = Dice()
    var rains = false
    for _ in 0..<3_000 {
      if dice.roll() < 0.1 { rains.toggle() }
      let falls = dice.roll() < 0.95 ? rains : !rains
      let outcome = rains ? "yes" : "no"
      let answer = try learner.answer(
        [.category(falls ? "true" : "false")], thenLearn: .label(outcome))
      score.add(answer, outcome: outcome)
    }
    print("majority", percent(score.majorityAccuracy))
    print("no change", percent(score.noChangeAccuracy))
    print("learner", percent(score.totals.accuracy))
    print("learner, first 100", percent(score.curve.totals(after: 100)?.accuracy))
    // end
  }
}
