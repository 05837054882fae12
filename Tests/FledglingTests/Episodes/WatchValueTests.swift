import Testing

@testable import Fledgling

/// Values that are known by hand.
struct WatchValueTests {
  /// The random walk of Sutton and Barto (2018, example 6.2): from the middle one left or one right
  /// until either end; the value of a state is the probability of ending right.
  struct Walk {
    let states: Int

    func schema() throws -> Schema {
      try Schema(fields: [Field("state", .category)], target: "end", task: .classification)
    }

    func tales(_ count: Int, seed: UInt64) -> [Tale] {
      var random = SplitMix64(seed: seed)
      return (0..<count).map { index in
        var tale = Tale("walk \(index)")
        var state = (states + 1) / 2
        while (1...states).contains(state) {
          tale.steps.append(
            Tale.Step(order: Double(tale.steps.count), values: [.category("s\(state)")]))
          state += random.below(2) == 0 ? 1 : -1
        }
        tale.end = .told(.label(state > states ? "right" : "left"))
        return tale
      }
    }

    /// The root of the mean squared error over walks to each state, in states' own probabilities.
    func error(_ monitor: EpisodeMonitor) throws -> Double {
      var monitor = monitor
      var sum = 0.0
      var count = 0.0
      for (index, tale) in tales(150, seed: 999).enumerated() {
        for (step, forecast) in try monitor.follow(
          Tale("test \(index)", tale.steps.prefix(20).map(\.values))
        ).enumerated() {
          guard let state = state(tale.steps[step].values), let risk = forecast.risk else {
            continue
          }
          let miss = risk - Double(state) / Double(states + 1)
          sum += miss * miss
          count += 1
        }
      }
      return (sum / max(1, count)).squareRoot()
    }

    func state(_ values: [Value]) -> Int? {
      (1...states).first { values == [.category("s\($0)")] }
    }
  }

  /// Some thousand walks tell each state's probability.
  @Test func theRandomWalk() throws {
    let walk = Walk(states: 5)
    var monitor = EpisodeMonitor(
      schema: try walk.schema(), goal: MonitorGoal(bad: .labels(["right"])))
    monitor.study(walk.tales(3_000, seed: 7))
    let error = try walk.error(monitor)
    #expect(error < 0.1)
    var sums = [Double](repeating: 0, count: 6)
    var counts = sums
    for (index, tale) in walk.tales(100, seed: 5).enumerated() {
      let forecasts = try monitor.follow(Tale("test \(index)", tale.steps.map(\.values)))
      for (step, forecast) in zip(tale.steps, forecasts) {
        for state in 1...5 where step.values == [.category("s\(state)")] {
          sums[state] += try #require(forecast.risk)
          counts[state] += 1
        }
      }
    }
    // Values are judged by episodes rather than by steps, so that short walks count more: they are drawn
    // towards the nearer end.
    let means = (1...5).map { sums[$0] / counts[$0] }
    for (index, mean) in means.enumerated() {
      #expect(abs(mean - Double(index + 1) / 6) < 0.13, "\(means)")
    }
    #expect(zip(means, means.dropFirst()).allSatisfy { $1 - $0 > 0.1 }, "\(means)")
  }

  /// After a few walks, temporal differences know more than outcomes only; after many, both know it.
  @Test func temporalDifferencesLearnFromLess() {
    let states = 9
    let walk = Walk(states: states)
    func errors(_ count: Int, seed: UInt64) -> [Double] {
      var blocks = JackknifeBlocks(features: 16, targets: 1)
      for tale in walk.tales(count, seed: seed) {
        var rows = EpisodeRows()
        rows.marks = Array(tale.steps.indices)
        rows.features = [Int16](repeating: 0, count: 16 * tale.steps.count)
        for (mark, step) in tale.steps.enumerated() {
          rows.features[16 * mark] = 256
          if let state = walk.state(step.values) { rows.features[16 * mark + state] = 256 }
        }
        guard case .told(.label(let end)) = tale.end else { continue }
        rows.targets = rows.marks.map { _ in [end == "right" ? 256 : 0] }
        _ = blocks.add(rows)
      }
      let solver = LSTDSolver(blocks, linear: states + 1)
      return [true, false].map { isTemporal in
        let weights = solver.weights(
          solver.assembly(isTemporal: isTemporal, halfLife: nil, without: nil), isLinear: true,
          penalty: 1e-3)
        let misses = (1...states).map {
          weights[0] + weights[$0] - Double($0) / Double(states + 1)
        }
        return (misses.reduce(0) { $0 + $1 * $1 } / Double(states)).squareRoot()
      }
    }
    for (count, margin) in [(5, 0.01), (10, 0.01), (20, 0.005)] {
      let all = (1...200 as ClosedRange<UInt64>).map { errors(count, seed: $0) }
      let gains = all.map { $0[1] - $0[0] }
      let mean = gains.reduce(0, +) / 200
      let variance = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200
      let error = (variance / 200).squareRoot()
      #expect(mean > margin && mean > 4 * error, "\(count) walks: \(mean) ± \(error)")
    }
    #expect(errors(2_000, seed: 1).allSatisfy { $0 < 0.04 })
  }

  private func value(_ forecast: Forecast) throws -> Double {
    guard case .number(let number) = forecast.prediction else {
      throw MonitorError.unknownEpisode("\(forecast)")
    }
    #expect(number.lower <= number.value && number.value <= number.upper)
    return number.value
  }

  private func countdown(_ count: Int, seed: UInt64, isTimed: Bool = false) -> [Tale] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let length = 3 + random.below(28)
      var orders = (0..<length).map { Double($0) }
      if isTimed {
        var time = Double(index) * 1_000
        orders = orders.map { _ in
          time += 0.2 + 4 * Double(random.uniform() * random.uniform())
          return time
        }
      }
      var tale = Tale("countdown \(index)", end: .told(nil))
      tale.steps = orders.map {
        let left = isTimed ? orders[length - 1] - $0 : Double(length - 1) - $0
        return Tale.Step(order: $0, values: [.number(left)])
      }
      return tale
    }
  }

  /// The steps, or the time, that are left stand in the field itself.
  @Test(arguments: [MonitorGoal.Target.remainingSteps, .remainingTime], [nil, 10] as [Double?])
  func countdowns(target: MonitorGoal.Target, cap: Double?) throws {
    let isTimed = target == .remainingTime
    let schema = try Schema(fields: [Field("left", .number)], target: "rest", task: .regression)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(target, cap: cap), isTimed: isTimed)
    monitor.study(countdown(200, seed: 3, isTimed: isTimed))
    var misses: [Double] = []
    var inside = 0
    for tale in countdown(30, seed: 4, isTimed: isTimed) {
      var tale = tale
      tale.name += " again"
      for (step, forecast) in zip(tale.steps, try monitor.follow(tale)).dropLast() {
        guard case .number(let left) = step.values[0] else { continue }
        let truth = min(cap ?? .infinity, left)
        let found = try value(forecast)
        misses.append(abs(found - truth))
        #expect(found <= (cap ?? .infinity) && found >= 0)
        guard case .number(let number) = forecast.prediction else { continue }
        inside += (number.lower...number.upper).contains(truth) ? 1 : 0
        if !isTimed { #expect(forecast.stepsLeft == found) }
      }
    }
    #expect(misses.reduce(0, +) / Double(misses.count) < (cap == nil ? 0.6 : 0.8))
    #expect(Double(inside) / Double(misses.count) > 0.8)
  }

  /// Before anything was learned nothing is foreseen; then the forecast holds together.
  @Test func forecasts() throws {
    let walk = Walk(states: 5)
    var monitor = EpisodeMonitor(schema: try walk.schema())
    let first = try monitor.step([.category("s1")], of: "open", at: 0)
    #expect(first.step == 1 && first.prediction == .unknown && first.value == nil)
    #expect(first.risk == nil && first.stepsLeft == nil && first.change == 0 && first.alarm == nil)
    for tale in walk.tales(40, seed: 2) { try monitor.live(tale) }
    var last: Double?
    for step in 1...100 {
      let forecast = try monitor.step([.category("s\(1 + step % 5)")], of: "open", at: Double(step))
      #expect(forecast.step == step + 1)
      let value = try #require(forecast.value)
      #expect(abs(forecast.change - (last.map { value - $0 } ?? 0)) < 1e-12)
      #expect(forecast.risk == nil && forecast.alarm == nil && (forecast.stepsLeft ?? -1) >= 0)
      #expect(monitor.forecast(of: "open") == forecast)
      last = value
      guard case .label(let label) = forecast.prediction else {
        Issue.record("\(forecast)")
        continue
      }
      #expect(abs(label.probabilities.reduce(0, +) - 1) < 1e-5)
      #expect(value == Double(label.probability))
    }
    #expect(monitor.curve(of: "open").count <= 64 && monitor.curve(of: "none").isEmpty)
    #expect(monitor.episodes == 40)
  }
}

/// Alarms.
struct WatchAlarmTests {
  /// Episodes whose fields tell nothing of their end.
  private func null(_ name: String, _ count: Int, seed: UInt64) -> [Tale] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let steps = (0..<4 + random.below(18)).map { _ -> [Value] in
        [.number(Double(random.normal())), .category("c\(random.below(4))")]
      }
      return Tale(
        "\(name) \(index)", steps, end: .told(.label(random.below(5) == 0 ? "bad" : "good")))
    }
  }

  /// Of good episodes, three to five in a hundred ever alarm where five are asked for, whether one
  /// looks at each step, at each tenth, or at the end.
  @Test func theRateHolds() throws {
    let schema = try Schema(
      fields: [Field("x", .number), Field("c", .category)], target: "end", task: .classification)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(bad: .labels(["bad"]), falseAlarmRate: 0.05))
    monitor.study(null("learned", 2_500, seed: 1))
    var counts = [0, 0, 0]
    var good = 0
    for tale in null("new", 3_000, seed: 2) {
      let forecasts = try monitor.follow(tale)
      guard case .told(.label("good")) = tale.end else { continue }
      good += 1
      let first = forecasts.firstIndex { $0.alarm != nil }
      if let first {
        // It stays as it was raised.
        #expect(forecasts[first...].allSatisfy { $0.alarm == forecasts[first].alarm })
        let alarm = try #require(forecasts[first].alarm)
        #expect(alarm.step == first + 1)
        #expect(alarm.risk == forecasts[first].risk)
        #expect(alarm.pValue > 0 && alarm.pValue <= 0.05)
        let left = try #require(forecasts[first].stepsLeft)
        #expect(alarm.saving == alarm.risk * left)
        #expect(!alarm.causes.isEmpty && alarm.causes.count <= 3)
        counts[0] += 1
      }
      let looked = forecasts.indices.filter { $0 % 10 == 9 || $0 == forecasts.count - 1 }
      if looked.contains(where: { forecasts[$0].alarm != nil }) { counts[1] += 1 }
      if forecasts.last?.alarm != nil { counts[2] += 1 }
      #expect(monitor.forecast(of: tale.name) == forecasts.last)
    }
    for count in counts {
      #expect((0.03...0.05).contains(Double(count) / Double(good)), "\(count) of \(good)")
    }
  }

  /// Who asks for nothing gets no alarm; who asks for much more gets more.
  @Test func ratesAreHeldWithinBounds() {
    #expect(MonitorGoal(falseAlarmRate: 0).falseAlarmRate == 0.001)
    #expect(MonitorGoal(falseAlarmRate: 7).falseAlarmRate == 0.5)
    #expect(MonitorGoal(falseAlarmRate: -.infinity).falseAlarmRate == 0.001)
    #expect(MonitorGoal.rates.contains(MonitorGoal(falseAlarmRate: .nan).falseAlarmRate))
  }

  /// Risks of amounts: the field tells the amount, so that risks are near zero or one.
  @Test(arguments: [true, false])
  func risksOfAmounts(isAbove: Bool) throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "end", task: .regression)
    var monitor = EpisodeMonitor(
      schema: schema,
      goal: MonitorGoal(bad: isAbove ? .above(7.5) : .below(2.5), falseAlarmRate: 0.2))
    var random = SplitMix64(seed: 4)
    monitor.study(
      (0..<300).map { index in
        let x = Double(random.below(10))
        return Tale("episode \(index)", [[.number(x)], [.number(x)]], end: .told(.number(x)))
      })
    for x in 0..<10 {
      let forecast = try monitor.step([.number(Double(x))], of: "new \(x)", at: 1)
      let risk = try #require(forecast.risk)
      let isBad = isAbove ? x > 7 : x < 3
      if x == 0 || x == 9 { #expect(isBad ? risk > 0.8 : risk < 0.2, "\(x): \(risk)") }
      #expect((0...1).contains(risk) && forecast.value == risk)
      if x == 0 || x == 9 { #expect((forecast.alarm != nil) == isBad) }
    }
  }

  /// The whole of an episode counts, the steps that were as well as those that come.
  @Test func risksOfLength() throws {
    let schema = try Schema(fields: [Field("long", .boolean)], target: "rest", task: .regression)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(.remainingSteps, bad: .above(15), falseAlarmRate: 0.1))
    func tale(_ name: String, _ isLong: Bool, _ length: Int) -> Tale {
      Tale(
        name, [[Value]](repeating: [.category(isLong ? "true" : "false")], count: length),
        end: .told(nil))
    }
    var random = SplitMix64(seed: 9)
    monitor.study(
      (0..<200).map { index in
        let isLong = index % 2 == 0
        return tale("episode \(index)", isLong, isLong ? 20 + random.below(4) : 8 + random.below(4))
      })
    let long = try monitor.follow(tale("new long", true, 19))
    let short = try monitor.follow(tale("new short", false, 9))
    #expect(long.allSatisfy { ($0.risk ?? 0) > 0.8 } && long[0].alarm != nil)
    #expect(short.allSatisfy { ($0.risk ?? 1) < 0.2 && $0.alarm == nil })
    // Sixteen steps are more than fifteen, whatever comes.
    let grown = try monitor.follow(tale("grown", false, 16))
    #expect(grown[15].risk == 1)
  }
}

/// Stories of episodes.
struct WatchExplainTests {
  /// An episode ends badly if a fault comes up, at whatever step; the noise tells nothing.
  private func tale(_ name: String, fault: Int?, count: Int, _ random: inout SplitMix64) -> Tale {
    Tale(
      name,
      (0..<count).map { step in
        [
          .number(Double(random.normal())),
          .category(step == fault ? "fault" : "fine"),
        ]
      }, end: .told(.label(fault == nil ? "good" : "bad")))
  }

  private func monitor() throws -> EpisodeMonitor {
    let schema = try Schema(
      fields: [Field("noise", .number), Field("state", .category)], target: "end",
      task: .classification)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(bad: .labels(["bad"])))
    var random = SplitMix64(seed: 3)
    monitor.study(
      (0..<150).map { index in
        let count = 8 + random.below(5)
        return tale(
          "episode \(index)", fault: index % 2 == 0 ? 1 + random.below(count - 2) : nil,
          count: count, &random)
      })
    return monitor
  }

  @Test func theMomentThatMattered() throws {
    var monitor = try monitor()
    var random = SplitMix64(seed: 8)
    for fault in 2..<8 {
      let name = "new \(fault)"
      let forecasts = try monitor.follow(tale(name, fault: fault, count: 10, &random))
      let story = try monitor.explain(name)
      #expect(story.orders == (1...10).map(Double.init))
      #expect(story.values == forecasts.compactMap(\.value))
      #expect((1...3).contains(story.moments.count))
      #expect(story.moments.map(\.step) == story.moments.map(\.step).sorted())
      let largest = try #require(
        story.moments.max { abs($0.after - $0.before) < abs($1.after - $1.before) })
      #expect(largest.step == fault + 1)
      #expect(largest.order == Double(fault + 1))
      #expect(largest.before == story.values[fault - 1] && largest.after == story.values[fault])
      #expect(largest.after - largest.before > 0.3)
      let cause = try #require(largest.causes.first)
      #expect(cause.field == "state")
      #expect(cause.change > 0.3)
      #expect(largest.causes.count <= 3)
      let alarm = try #require(forecasts.last?.alarm)
      #expect(alarm.step == fault + 1)
      #expect(alarm.causes.first?.field == "state")
    }
  }

  /// What is kept of an episode that ended is explained as well; explaining changes nothing.
  @Test func keptAndUnknown() throws {
    let monitor = try monitor()
    let before = bytes(of: monitor)
    let story = try monitor.explain("episode 4")
    #expect(story.values.count == monitor.kept.record(of: "episode 4")?.count)
    #expect(bytes(of: monitor) == before)
    #expect(throws: MonitorError.unknownEpisode("none")) { try monitor.explain("none") }
    #expect(throws: MonitorError.unknownEpisode("")) { try monitor.explain("") }
  }

  /// Without a value nothing moved it.
  @Test func beforeAnythingWasLearned() throws {
    var monitor = EpisodeMonitor(
      schema: try Schema(fields: [Field("x", .number)], target: "end", task: .classification))
    try monitor.follow(Tale("open", [[.number(1)], [.number(2)]]))
    let story = try monitor.explain("open")
    #expect(story.values.count == 2 && story.values.allSatisfy { $0.isNaN })
    #expect(story.moments.isEmpty)
  }

  /// A category that came at some time is remembered: the risk does not fall back.
  @Test func memory() throws {
    var monitor = try monitor()
    var random = SplitMix64(seed: 11)
    let forecasts = try monitor.follow(tale("new", fault: 3, count: 9, &random))
    #expect(forecasts[3...].allSatisfy { ($0.risk ?? 0) > 0.6 })
    #expect(forecasts[..<3].allSatisfy { ($0.risk ?? 1) < 0.7 })
  }

  /// Where a long silence is what goes wrong, time is the cause.
  @Test func time() throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "end", task: .classification)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(bad: .labels(["bad"])), isTimed: true)
    var random = SplitMix64(seed: 5)
    func tale(_ name: String, silence: Int?) -> Tale {
      var tale = Tale(name, end: .told(.label(silence == nil ? "good" : "bad")))
      var time = 1e6
      for step in 0..<10 {
        time += step == silence ? 40 : 0.5 + Double(random.uniform())
        tale.steps.append(
          Tale.Step(order: time, values: [.number(Double(random.normal()))]))
      }
      return tale
    }
    monitor.study(
      (0..<120).map { index in
        tale("episode \(index)", silence: index % 2 == 0 ? 1 + (index / 2) % 8 : nil)
      })
    try monitor.follow(tale("new", silence: 5))
    let story = try monitor.explain("new")
    let largest = try #require(
      story.moments.max { abs($0.after - $0.before) < abs($1.after - $1.before) })
    #expect(largest.step == 6)
    #expect(largest.causes.first?.field == EpisodeMonitor.timeCause)
  }
}
