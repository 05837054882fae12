import Fledgling

extension Example {
  static func ridgeExperts(_ print: Print) throws {
    // docs: RidgeExperts
    let schema = try Schema(
      fields: [Field("x", .number), Field("y", .number)], target: "inside", task: .classification)
    var learner = Learner(schema: schema)
    var dice = Dice()
    for _ in 0..<1_000 {
      let (x, y) = (2 * dice.roll() - 1, 2 * dice.roll() - 1)
      let outcome = x * x + y * y < 0.5 ? "yes" : "no"
      try learner.learn([.number(x), .number(y)], outcome: .label(outcome))
    }
    for expert in learner.experts.prefix(4) { print(expert.name, percent(expert.accuracy)) }
    // end
  }

  static func countTables(_ print: Print) throws {
    // docs: CountTables
    let schema = try Schema(
      fields: [Field("a", .boolean), Field("b", .boolean), Field("c", .boolean)],
      target: "agree", task: .classification)
    var learner = Learner(schema: schema)
    var dice = Dice()
    for _ in 0..<300 {
      let (a, b, c) = (dice.roll() < 0.5, dice.roll() < 0.5, dice.roll() < 0.5)
      let example: [Value] = [a, b, c].map { .category($0 ? "true" : "false") }
      try learner.learn(example, outcome: .label(a == b ? "yes" : "no"))
    }
    for expert in learner.experts where ["linear ridge", "count tables"].contains(expert.name) {
      print(expert.name, percent(expert.accuracy))
    }
    // end
  }

  static func neighbours(_ print: Print) throws {
    // docs: Neighbours
    let schema = try Schema(
      fields: [Field("x", .number), Field("y", .number)], target: "colour", task: .classification)
    var learner = Learner(schema: schema)
    var dice = Dice()
    for _ in 0..<2_000 {
      let (x, y) = (4 * dice.roll(), 4 * dice.roll())
      let outcome = (Int(x) + Int(y)).isMultiple(of: 2) ? "black" : "white"
      try learner.learn([.number(x), .number(y)], outcome: .label(outcome))
    }
    let names = ["linear ridge", "kernel ridge, sharp", "neighbours"]
    for expert in learner.experts where names.contains(expert.name) {
      print(expert.name, percent(expert.accuracy))
    }
    // end
  }

  static func boostedTrees(_ print: Print) throws {
    // docs: BoostedTrees
    let schema = try Schema(
      fields: (1...6).map { Field("f\($0)", .number) }, target: "alarm", task: .classification)
    var learner = Learner(schema: schema)
    var dice = Dice()
    for _ in 0..<3_000 {
      let f = (0..<6).map { _ in dice.roll() }
      let alarm = f[0] > 0.6 ? f[1] < 0.7 : f[2] > 0.5 && f[3] > 0.3
      try learner.learn(f.map { .number($0) }, outcome: .label(alarm ? "yes" : "no"))
    }
    let names = ["linear ridge", "kernel ridge", "neighbours", "boosted trees"]
    for expert in learner.experts where names.contains(expert.name) {
      print(expert.name, percent(expert.accuracy))
    }
    // end
  }
}
