import Testing

@testable import Fledgling

/// Learners whose examples come in sequences.
struct SequenceLearnerTests {
  private func schema(_ task: LearningTask = .classification) throws -> Schema {
    try Schema(
      fields: [Field("machine", .sequence), Field("x", .number)], target: "state", task: task)
  }

  private func values(_ machine: Int, _ x: Double) -> [Value] {
    [.category("machine \(machine)"), .number(x)]
  }

  private func cell(_ learner: Learner, _ source: Column.Source, _ row: StoredRow) throws -> UInt32
  {
    row[try #require(learner.columns.firstIndex { $0.source == source })]
  }

  /// Whatever the order in which experiences of several sequences come.
  @Test(arguments: [Life.Naming.times, .both, .ids], [1, 2, 3] as [UInt64])
  func consolidatedStateDoesNotDependOnOrder(naming: Life.Naming, seed: UInt64) throws {
    let life = try Life(Source.watched, count: 120, seed: 2, naming: naming)
    var whole = try life.lived(life.experiences)
    whole.consolidate()
    var random = SplitMix64(seed: seed)
    var other = try life.lived(life.experiences.shuffled(using: &random))
    other.consolidate()
    #expect(other.stateHash == whole.stateHash)
    let isSame = bytes(of: other) == bytes(of: whole)
    #expect(isSame)
    // And both go on alike.
    for step in 0..<20 {
      let values = values(step % 5, Double(step) / 7)
      let time = 1_000 + Double(step)
      #expect(try other.predict(values, time: time) == whole.predict(values, time: time))
      try whole.learn(values, outcome: .label("high"), id: "later \(step)", time: time)
      try other.learn(values, outcome: .label("high"), id: "later \(step)", time: time)
    }
  }

  /// Of 5,000 sequences as many are kept as there is room for: the last.
  @Test func sequencesAreBounded() {
    var states = SequenceStateStore(inputs: 2, units: 16, lags: 1, capacity: 600)
    var view = SequenceFeatures()
    for key in 0..<5_000 as Range<UInt64> {
      states.advance(StableHash("\(key)").bits, time: Double(key), inputs: [1, 2], into: &view)
    }
    #expect(states.count == 600 && states.evictions == 4_400)
    #expect(states.times.count == 600 && states.states.count == 600 * 16)
    #expect(states.checkInvariants())
    for key in [0, 4_399, 4_400, 4_999] as [UInt64] {
      states.view(StableHash("\(key)").bits, time: 6_000, inputs: [1, 2], into: &view)
      #expect(view.steps == (key < 4_400 ? 0 : 1))
    }
  }

  /// Each of many sequences is seen once: nothing follows from them, and nothing breaks.
  @Test func sequencesOfOne() throws {
    var learner = Learner(schema: try schema())
    for index in 0..<400 {
      let x = Double(index % 10)
      let values: [Value] = [.category("\(index)"), .number(x)]
      try learner.learn(values, outcome: .label(x > 4 ? "high" : "low"), time: Double(index))
    }
    #expect(learner.lags.sequences?.count == 400)
    guard case .label(let said) = try learner.predict([.category("new"), .number(9)], time: 400)
    else {
      Issue.record("no answer")
      return
    }
    #expect(said.label == "high")
  }

  /// What was wrong is told by the time since the last example alone.
  @Test func intervalsAreLearned() throws {
    var learner = Learner(schema: try schema())
    var random = SplitMix64(seed: 4)
    var times = [Double](repeating: 0, count: 5)
    var correct = 0
    for step in 0..<500 {
      let machine = random.below(5)
      let interval = random.below(2) == 0 ? 5.0 : 60
      times[machine] += interval + Double(random.uniform())
      let label = Outcome.label(interval > 30 ? "cold" : "warm")
      let values = values(machine, Double(random.normal()))
      let answer = try learner.answer(values, thenLearn: label, time: times[machine])
      if step >= 300, case .label(let said) = answer, .label(said.label) == label { correct += 1 }
    }
    #expect(correct > 180, "\(correct) of 200")
  }

  @Test(arguments: [LearningTask.classification, .regression])
  func timeThatRunsBackwardsIsCounted(task: LearningTask) throws {
    var learner = Learner(schema: try schema(task))
    func outcome(_ step: Int) -> Outcome {
      task == .classification ? .label(step % 3 == 0 ? "a" : "b") : .number(Double(step % 3))
    }
    for step in 0..<30 {
      try learner.learn(values(0, 1), outcome: outcome(step), time: Double(step))
    }
    #expect(learner.lags.sequences?.irregularSteps == 0)
    let wild: [Double?] = [3, -1e300, .nan, .infinity, -.infinity, nil, 28, -0.0]
    for (step, time) in wild.enumerated() {
      _ = try learner.predict(values(0, 2), time: time)
      try learner.learn(values(0, 2), outcome: outcome(step), time: time)
      try learner.observe(values(0, 2), time: time)
    }
    #expect(try #require(learner.lags.sequences).irregularSteps >= 10)
    #expect(learner.count == 38)
    let copy = try copied(learner)
    #expect(copy.lags.sequences?.irregularSteps == learner.lags.sequences?.irregularSteps)
    let before = try learner.predict(values(0, 1), time: 40)
    #expect(try copy.predict(values(0, 1), time: 40) == before)
    learner.consolidate()
    #expect(learner.count == 38)
    #expect(try learner.predict(values(0, 1), time: 40) != .unknown)
  }

  /// What is asked takes no step; what is observed does, and leaves the last outcome as it was known.
  @Test func askingAndObserving() throws {
    var learner = Learner(schema: try schema())
    for step in 0..<24 {
      try learner.learn(
        values(step % 2, Double(step % 3)), outcome: .label(step % 2 == 0 ? "even" : "odd"),
        time: Double(8 * step)
      )
    }
    let unit = 16.0
    func interval(_ time: Double) throws -> Double {
      let row = try learner.row(of: values(0, 1), time: time)
      return unit * Double(Float(bitPattern: try cell(learner, .elapsed, row)))
    }
    let last = 8 * 22.0
    #expect(try interval(last + 32) == 32)
    let asked = bytes(of: learner)
    _ = try learner.predict(values(0, 5), time: last + 20)
    let isSame = bytes(of: learner) == asked
    #expect(isSame)
    try learner.observe(values(0, 5), time: last + 20)
    #expect(try interval(last + 32) == 12)
    let row = try learner.row(of: values(0, 1), time: last + 32)
    let known = Cell.category(StableHash("even"))
    #expect(try cell(learner, .sequenceOutcome, row) == known)
    #expect(try cell(learner, .outcome(steps: 1), row) == Cell.missingCategory)
    #expect(Float(bitPattern: try cell(learner, .change(column: 1), row)) < 0, "it was 5")
    // Of a sequence that is not told, and of a new one, nothing is known.
    for stranger in [Value.missing, .category("new")] {
      let row = try learner.row(of: [stranger, .number(1)], time: last + 32)
      #expect(try cell(learner, .elapsed, row) == Cell.missingNumber)
      #expect(try cell(learner, .sequenceOutcome, row) == Cell.missingCategory)
    }
  }
}
