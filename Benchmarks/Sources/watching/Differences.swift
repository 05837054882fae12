import Fledgling
import FledglingTables

/// What temporal differences are worth: the same monitor with them and from outcomes alone, after the
/// first games of an order, judged on its games from the 379th on.
enum Differences {
  private static let counts = [10, 20, 50, 100, 378]
  private static let fractions = [0.5, 0.75, 0.9]

  struct Game {
    var steps: [[Value]] = []
    var plies: [Double] = []
    var result = ""
  }

  static func run(folder: String, orders: Int) throws {
    let (schema, games) = try read("\(folder)/chess_episodes.csv")
    // By count and fraction, a number per order.
    let none = counts.map { _ in fractions.map { _ in [Double]() } }
    var with = none
    var without = none
    for order in 0..<orders {
      var random = Random(seed: UInt64(order + 1))
      let shuffled = random.shuffled(games)
      for learnsByDifferences in [true, false] {
        let scores = try briers(shuffled, schema, learnsByDifferences)
        for (count, row) in scores.enumerated() {
          for (place, score) in row.enumerated() {
            if learnsByDifferences {
              with[count][place].append(score)
            } else {
              without[count][place].append(score)
            }
          }
        }
      }
    }
    Watching.say("Brier score, \(orders) orders; difference with its 95 % interval over orders")
    Watching.say("")
    Watching.say("| games | passed | with differences | outcomes only | difference | |")
    Watching.say("|--:|--:|--:|--:|--:|---|")
    for (count, games) in counts.enumerated() {
      for (place, fraction) in fractions.enumerated() {
        let (one, other) = (with[count][place], without[count][place])
        let difference = MeanInterval(zip(one, other).map { $0 - $1 })
        let (low, high) = (difference.mean - difference.half, difference.mean + difference.half)
        let verdict = high < 0 ? "ahead" : low > 0 ? "behind" : "level"
        Watching.say(
          "| \(games) | \(Watching.text(fraction * 100, 0)) % "
            + "| \(Watching.text(MeanInterval(one).mean, 4)) "
            + "| \(Watching.text(MeanInterval(other).mean, 4)) "
            + "| \(Watching.text(difference.mean, 4)) ± \(Watching.text(difference.half, 4)) "
            + "| \(verdict) |")
      }
    }
  }

  /// By count and fraction, the mean Brier score of the games judged.
  private static func briers(
    _ games: [Game], _ schema: Schema, _ learnsByDifferences: Bool
  ) throws -> [[Double]] {
    var monitor = EpisodeMonitor(schema: schema, learnsByDifferences: learnsByDifferences)
    var scores: [[Double]] = []
    var learned = 0
    for count in counts {
      for number in learned..<count {
        let game = games[number]
        for (step, ply) in zip(game.steps, game.plies) {
          try monitor.step(step, of: "game \(number)", at: ply)
        }
        try monitor.finish("game \(number)", outcome: .label(game.result))
      }
      learned = count
      var consolidated = monitor
      consolidated.consolidate()
      scores.append(try judge(games[378...], consolidated))
    }
    return scores
  }

  private static func judge(_ games: ArraySlice<Game>, _ monitor: EpisodeMonitor) throws -> [Double]
  {
    var monitor = monitor
    var sums = fractions.map { _ in 0.0 }
    for game in games {
      let looks = fractions.map { Int($0 * Double(game.steps.count - 1)) }
      for step in 0...(looks.max() ?? 0) {
        let forecast = try monitor.step(game.steps[step], of: "asked", at: game.plies[step])
        for (place, look) in looks.enumerated() where look == step {
          sums[place] += brier(forecast.prediction, game.result)
        }
      }
      monitor.dismiss("asked")
    }
    return sums.map { $0 / Double(games.count) }
  }

  private static func brier(_ prediction: Prediction, _ truth: String) -> Double {
    guard case .label(let said) = prediction else { return 1 }
    var sum = said.labels.contains(truth) ? 0.0 : 1.0
    for (label, share) in zip(said.labels, said.probabilities) {
      let miss = Double(share) - (label == truth ? 1 : 0)
      sum += miss * miss
    }
    return sum
  }

  /// The games of a table in the order of their first rows, without the ply as a field, as the program
  /// reads them.
  private static func read(_ path: String) throws -> (Schema, [Game]) {
    let reader = try TableReader(path: path)
    let found = try SchemaInference(target: "result").infer(reader).schema
    let schema = try Schema(
      fields: found.fields.map { Field($0.name, $0.name == "game" ? .category : .number) },
      target: "result", task: .classification)
    var decoder = try RowDecoder(schema: schema, columns: reader.columns, file: path)
    let isField = schema.fields.map { $0.name != "game" && $0.name != "ply" }
    let names = schema.fields.map(\.name)
    var record = TableRecord()
    var values: [Value] = []
    var games: [Game] = []
    var current: Value?
    while try reader.next(&record) {
      guard case .row(.label(let result)?) = decoder.decode(record, into: &values),
        let place = names.firstIndex(of: "game"), let ply = names.firstIndex(of: "ply"),
        case .number(let order) = values[ply]
      else { continue }
      if values[place] != current {
        current = values[place]
        games.append(Game())
      }
      games[games.count - 1].steps.append(zip(values, isField).filter(\.1).map(\.0))
      games[games.count - 1].plies.append(order)
      games[games.count - 1].result = result
    }
    return (
      try Schema(
        fields: zip(schema.fields, isField).filter(\.1).map(\.0), target: "result",
        task: .classification),
      games
    )
  }
}
