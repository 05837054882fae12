import Testing

@testable import Fledgling

/// A monitor that refuses something is as it was.
struct WatchRefusalTests {
  private static let fields = [Field("x", .number), Field("kind", .category)]

  private func schema(_ task: LearningTask = .classification) throws -> Schema {
    try Schema(fields: Self.fields, target: "end", task: task)
  }

  /// A monitor that learned a few episodes, of which "done" ended well and "gone" was unlearned, and
  /// follows "open".
  private func monitor(_ goal: MonitorGoal = MonitorGoal(), _ task: LearningTask = .classification)
    throws
    -> EpisodeMonitor
  {
    var monitor = EpisodeMonitor(schema: try schema(task), goal: goal)
    for name in ["done", "b", "gone"] {
      try monitor.follow(Tale(name, [values(1), values(2), values(3)]))
      try monitor.finish(
        name,
        outcome: goal.target != .outcome
          ? nil : task == .classification ? .label(name == "b" ? "bad" : "good") : .number(3))
    }
    try monitor.unlearn("gone")
    try monitor.follow(Tale("open", [values(1), values(5)]))
    return monitor
  }

  private func values(_ x: Double) -> [Value] { [.number(x), .category("k")] }

  private func expect(
    _ error: MonitorError, _ monitor: EpisodeMonitor,
    _ body: (inout EpisodeMonitor) throws(MonitorError) -> Void,
    _ location: SourceLocation = #_sourceLocation
  ) {
    var tried = monitor
    do throws(MonitorError) {
      try body(&tried)
      Issue.record("\(error) was expected", sourceLocation: location)
    } catch let found {
      #expect(found == error, sourceLocation: location)
      #expect(!found.description.isEmpty)
    }
    let isSame = bytes(of: tried) == bytes(of: monitor)
    #expect(isSame, "the monitor changed", sourceLocation: location)
    #expect(tried.forecast(of: "open") == monitor.forecast(of: "open"), sourceLocation: location)
    #expect(tried.curve(of: "open") == monitor.curve(of: "open"), sourceLocation: location)
    #expect(tried.openEpisodes == monitor.openEpisodes, sourceLocation: location)
  }

  @Test func steps() throws {
    let monitor = try monitor()
    let ok = values(1)
    expect(.outOfOrder(episode: "open", order: 1.5, last: 2), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: "open", at: 1.5)
    }
    expect(.outOfOrder(episode: "open", order: -1e300, last: 2), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: "open", at: -1e300)
    }
    expect(.duplicateStep(episode: "open", order: 1), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: "open", at: 1)
    }
    expect(.duplicateStep(episode: "open", order: 2), monitor) {
      (w) throws(MonitorError) in try w.step([.number(5), .category("k")], of: "open", at: 2)
    }
    expect(.contradictoryStep(episode: "open", order: 1), monitor) {
      (w) throws(MonitorError) in try w.step([.missing, .missing], of: "open", at: 1)
    }
    for order in [Double.nan, .infinity, -.infinity] {
      for episode in ["open", "new", "done"] {
        expect(.orderNotFinite(episode: episode), monitor) {
          (w) throws(MonitorError) in try w.step(ok, of: episode, at: order)
        }
      }
    }
    for count in [0, 1, 3] {
      expect(.unfit(.fieldCount(expected: 2, found: count)), monitor) {
        (w) throws(MonitorError) in
        try w.step([Value](repeating: .missing, count: count), of: "open", at: 3)
      }
    }
  }

  /// Steps of one time follow one another, also alike ones, and each is known when it comes again.
  @Test func stepsOfOneTime() throws {
    var monitor = try monitor()
    let other: [Value] = [.number(5), .category("l")]
    #expect(try monitor.step(other, of: "open", at: 2).step == 3)
    #expect(try monitor.step(other, of: "open", at: 2, occurrence: 2).step == 4)
    #expect(try monitor.step(values(5), of: "open", at: 2, occurrence: 2).step == 5)
    for occurrence in [1, 2] {
      expect(.duplicateStep(episode: "open", order: 2), monitor) {
        (w) throws(MonitorError) in
        try w.step(other, of: "open", at: 2, occurrence: occurrence)
      }
    }
    try monitor.finish("open", outcome: .label("good"))
    let copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(bytes(of: copy) == bytes(of: monitor))
    #expect(try monitor.explain("open").orders == [1, 2, 2, 2, 2])
  }

  @Test func names() throws {
    let monitor = try monitor()
    let ok = values(1)
    expect(.episodeName(bytes: 0), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: "", at: 1)
    }
    let long = String(repeating: "é", count: 129)
    expect(.episodeName(bytes: 258), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: long, at: 1)
    }
    // What ended does not go on: two episodes of one name.
    expect(.ended(episode: "done"), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: "done", at: 1)
    }
    expect(.ended(episode: "done"), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: "done", at: 99)
    }
    expect(.unlearned(episode: "gone"), monitor) {
      (w) throws(MonitorError) in try w.step(ok, of: "gone", at: 1)
    }
    var other = monitor
    try other.step(ok, of: String(repeating: "é", count: 128), at: 1)
    #expect(other.openCount == 2)
  }

  @Test func ends() throws {
    let monitor = try monitor()
    for episode in ["new", ""] {
      expect(.noSteps(episode: episode), monitor) {
        (w) throws(MonitorError) in try w.finish(episode, outcome: .label("good"))
      }
      expect(.unknownEpisode(episode), monitor) {
        (w) throws(MonitorError) in try w.abandon(episode)
      }
    }
    expect(.outcomeMissing(episode: "open"), monitor) {
      (w) throws(MonitorError) in try w.finish("open")
    }
    expect(.outcomeMissing(episode: "done"), monitor) {
      (w) throws(MonitorError) in try w.finish("done")
    }
    expect(.unfit(.outcomeKind(expected: .classification)), monitor) {
      (w) throws(MonitorError) in try w.finish("open", outcome: .number(1))
    }
    expect(.contradictoryOutcome(episode: "done", earlier: "good", now: "bad"), monitor) {
      (w) throws(MonitorError) in try w.finish("done", outcome: .label("bad"))
    }
    expect(.contradictoryOutcome(episode: "done", earlier: "good", now: "new"), monitor) {
      (w) throws(MonitorError) in try w.finish("done", outcome: .label("new"))
    }
    // The same outcome again is none.
    var again = monitor
    try again.finish("done", outcome: .label("good"))
    let isSame = bytes(of: again) == bytes(of: monitor)
    #expect(isSame)
    let isDismissed = again.dismiss("done") || again.dismiss("new")
    #expect(!isDismissed)
  }

  /// What was unlearned stays away, whatever is told of it.
  @Test func unlearnedEnds() throws {
    let monitor = try monitor()
    expect(.unlearned(episode: "gone"), monitor) {
      (w) throws(MonitorError) in try w.finish("gone", outcome: .label("good"))
    }
    expect(.unknownEpisode("gone"), monitor) {
      (w) throws(MonitorError) in try w.unlearn("gone")
    }
    expect(.unknownEpisode("new"), monitor) { (w) throws(MonitorError) in try w.unlearn("new") }
  }

  /// An outcome that comes after the episode was given up is not lost without a word.
  @Test func outcomeOfAnAbandonedEpisode() throws {
    var monitor = try monitor()
    try monitor.abandon("open")
    let before = bytes(of: monitor)
    #expect(throws: MonitorError.self) { try monitor.finish("open", outcome: .label("good")) }
    #expect(bytes(of: monitor) == before)
  }

  @Test func numbers() throws {
    let monitor = try monitor(MonitorGoal(), .regression)
    for outcome in [Double.nan, .infinity, -.infinity] {
      for episode in ["open", "done"] {
        expect(.unfit(.outcomeNotFinite), monitor) {
          (w) throws(MonitorError) in try w.finish(episode, outcome: .number(outcome))
        }
      }
    }
    expect(.unfit(.outcomeKind(expected: .regression)), monitor) {
      (w) throws(MonitorError) in try w.finish("open", outcome: .label("3"))
    }
    expect(.contradictoryOutcome(episode: "done", earlier: "3.0", now: "4.0"), monitor) {
      (w) throws(MonitorError) in try w.finish("done", outcome: .number(4))
    }
    var again = monitor
    try again.finish("done", outcome: .number(3))
    #expect(bytes(of: again) == bytes(of: monitor))
  }

  @Test(arguments: [MonitorGoal.Target.remainingSteps, .remainingTime])
  func whatRemains(target: MonitorGoal.Target) throws {
    let monitor = try monitor(MonitorGoal(target), .regression)
    for episode in ["open", "done", "new"] {
      for outcome in [Outcome.number(3), .label("x"), .number(.nan)] {
        expect(.outcomeNotAsked, monitor) {
          (w) throws(MonitorError) in try w.finish(episode, outcome: outcome)
        }
      }
    }
    expect(.noSteps(episode: "new"), monitor) { (w) throws(MonitorError) in try w.finish("new") }
    var again = monitor
    try again.finish("done")
    #expect(bytes(of: again) == bytes(of: monitor))
  }

  @Test func vectors() throws {
    let schema = try Schema(
      fields: [Field("v", .vector, width: 3)], target: "end", task: .classification)
    var monitor = EpisodeMonitor(schema: schema)
    try monitor.step([.vector([1, 2, 3])], of: "open", at: 1)
    expect(.unfit(.vectorWidth(field: "v", expected: 3, found: 2)), monitor) {
      (w) throws(MonitorError) in try w.step([.vector([1, 2])], of: "open", at: 2)
    }
    for wrong in [Float.nan, .infinity] {
      expect(.unfit(.vectorNotFinite(field: "v")), monitor) {
        (w) throws(MonitorError) in try w.step([.vector([1, wrong, 2])], of: "new", at: 2)
      }
    }
    #expect(monitor.openCount == 1)
  }

  @Test func tooManySteps() throws {
    var monitor = EpisodeMonitor(schema: try schema())
    for step in 0..<EpisodeMonitor.stepLimit {
      try monitor.step([.missing, .missing], of: "long", at: Double(step))
    }
    #expect(throws: MonitorError.tooManySteps(episode: "long", limit: EpisodeMonitor.stepLimit)) {
      try monitor.step([.missing, .missing], of: "long", at: 1e9)
    }
    #expect(monitor.forecast(of: "long")?.step == EpisodeMonitor.stepLimit)
    #expect(monitor.curve(of: "long").count <= ThinnedCurve.limit)
  }

  /// The episode of a class too many stays open, until it is dismissed.
  @Test func tooManyClasses() throws {
    var monitor = EpisodeMonitor(schema: try schema())
    for label in 0..<Schema.classLimit {
      try monitor.value.learn(
        monitor.record(
          Tale("episode \(label)", [values(1)], end: .told(.label("class \(label)")))))
    }
    try monitor.step(values(1), of: "open", at: 1)
    expect(.unfit(.tooManyClasses(limit: Schema.classLimit, label: "new")), monitor) {
      (w) throws(MonitorError) in try w.finish("open", outcome: .label("new"))
    }
    #expect(monitor.openEpisodes == ["open"])
    #expect(monitor.classes.count == Schema.classLimit)
    let isDismissed = monitor.dismiss("open")
    #expect(isDismissed)
    #expect(monitor.openCount == 0 && monitor.forecast(of: "open") == nil)
    #expect(throws: MonitorError.unknownEpisode("open")) { try monitor.explain("open") }
  }

  @Test func errorsSayWhatIsWrong() {
    let errors: [MonitorError] = [
      .unfit(.outcomeNotFinite), .episodeName(bytes: 0), .episodeName(bytes: 300),
      .orderNotFinite(episode: "e"), .outOfOrder(episode: "e", order: 1, last: 2),
      .duplicateStep(episode: "e", order: 1), .contradictoryStep(episode: "e", order: 1),
      .ended(episode: "e"), .contradictoryOutcome(episode: "e", earlier: "a", now: "b"),
      .noSteps(episode: "e"), .outcomeNotAsked, .outcomeMissing(episode: "e"),
      .unlearned(episode: "e"), .tooManySteps(episode: "e", limit: 3),
      .tooManyOpen(count: 3, bytes: 1 << 29), .unknownEpisode("e"), .notKept(episode: "e"),
    ]
    #expect(Set(errors.map(\.description)).count == errors.count)
    #expect(errors[14].description.contains("512 MiB"))
  }
}

/// Values at the ends of what can be said do not bring a monitor down.
struct WatchExtremeTests {
  private static let extremes: [Double] = [
    .nan, .infinity, -.infinity, 1e308, -1e308, 2e60, -2e60, 3e30, .leastNonzeroMagnitude, -0.0,
  ]

  /// Every extreme in a field of every kind, over learning, foreseeing, explaining and storing.
  @Test(arguments: [Field.Kind.number, .category, .boolean, .dateTime, .text, .sequence])
  func fields(kind: Field.Kind) throws {
    let schema = try Schema(fields: [Field("f", kind)], target: "end", task: .classification)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(bad: .labels(["a"])))
    for round in 0..<3 {
      var tale = Tale("episode \(round)")
      for (index, value) in Self.extremes.enumerated() {
        let values: [Value] = index == round ? [.text("")] : [.number(value)]
        tale.steps.append(Tale.Step(order: Double(index), values: values))
      }
      tale.end = round == 2 ? .open : .told(.label(["a", "b"][round]))
      let forecasts = try monitor.follow(tale)
      #expect(forecasts.allSatisfy { $0.risk.map { (0...1).contains($0) } ?? true })
      try monitor.end(tale)
    }
    _ = try monitor.explain("episode 2")
    let copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(bytes(of: copy) == bytes(of: monitor))
  }

  @Test func hugeVectors() throws {
    let schema = try Schema(
      fields: [Field("v", .vector, width: 2)], target: "end", task: .regression)
    var monitor = EpisodeMonitor(schema: schema)
    let limit = Float.greatestFiniteMagnitude
    for (index, vector) in [[limit, limit], [-limit, limit], [0, .leastNonzeroMagnitude]]
      .enumerated()
    {
      try monitor.live(
        Tale(
          "episode \(index)", [[.vector(vector)], [.vector(vector)]],
          end: .told(.number(Double(index)))))
    }
    let copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(bytes(of: copy) == bytes(of: monitor))
  }

  /// Outcomes whose squares are beyond a double.
  @Test(arguments: [1e150, 1e200, 1e300])
  func hugeOutcomes(size: Double) throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "end", task: .regression)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(bad: .above(0)))
    for index in 0..<8 {
      let x = Double(index % 2)
      try monitor.live(
        Tale("episode \(index)", [[.number(x)]], end: .told(.number((2 * x - 1) * size))))
    }
    let forecast = try monitor.step([.number(1)], of: "open", at: 1)
    guard case .number(let number) = forecast.prediction else {
      Issue.record("\(forecast)")
      return
    }
    #expect(number.lower <= number.value && number.value <= number.upper)
    #expect((-size...size).contains(number.value) && number.value > 0.3 * size)
    #expect((forecast.risk ?? 0) > 0.5)
    let copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(bytes(of: copy) == bytes(of: monitor))
  }

  /// Orders at both ends of a double, and a hair apart.
  @Test(arguments: [MonitorGoal.Target.outcome, .remainingSteps, .remainingTime], [false, true])
  func orders(target: MonitorGoal.Target, isTimed: Bool) throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "end", task: .regression)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(target, bad: .above(5)), isTimed: isTimed)
    let orders: [[Double]] = [
      [-1.7e308, 0, 1.7e308], [0, .leastNonzeroMagnitude, 1e-300], [1e308, 1.1e308], [-5],
      [1, 1.0000000000000002, 1.0000000000000004, 1e18],
    ]
    for (index, orders) in orders.enumerated() {
      var tale = Tale("episode \(index)")
      tale.steps = orders.map { Tale.Step(order: $0, values: [.number(Double(index))]) }
      tale.end = .told(target == .outcome ? .number(Double(index)) : nil)
      let forecasts = try monitor.follow(tale)
      #expect(forecasts.allSatisfy { $0.risk.map { (0...1).contains($0) } ?? true })
      try monitor.end(tale)
    }
    try monitor.step([.number(1)], of: "open", at: -1e308)
    try monitor.step([.number(1)], of: "open", at: 1e308)
    monitor.consolidate()
    let copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(bytes(of: copy) == bytes(of: monitor))
  }

  /// No fields at all: the steps themselves still tell something.
  @Test(arguments: MonitorGoal.Target.allCases)
  func noFields(target: MonitorGoal.Target) throws {
    let schema = try Schema(fields: [], target: "end", task: .regression)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(target))
    for index in 0..<5 {
      try monitor.live(
        Tale(
          "episode \(index)", [[Value]](repeating: [], count: 4),
          end: .told(target == .outcome ? .number(1) : nil)))
    }
    let forecasts = try monitor.follow(Tale("open", [[], [], []]))
    guard case .number(let number) = forecasts[2].prediction else {
      Issue.record("\(forecasts[2])")
      return
    }
    #expect(abs(number.value - 1) < 0.2)
    #expect(try monitor.explain("open").values.count == 3)
    let copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(bytes(of: copy) == bytes(of: monitor))
  }
}
