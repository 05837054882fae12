import Testing

@testable import Fledgling

/// Numbers that differ only beyond seven digits stay apart: as fields, as outcomes, and in what is
/// known of the past.
struct LargeNumberTests {
  private static let field = [Field("at", .number)]

  private static func lived(
    _ examples: [(value: Double, outcome: Outcome)], _ task: LearningTask
  ) throws -> Learner {
    let schema = try Schema(fields: field, target: "y", task: task)
    var learner = Learner(schema: schema)
    for (index, example) in examples.enumerated() {
      try learner.learn([.number(example.value)], outcome: example.outcome, id: "\(index)")
    }
    return learner
  }

  private static func accuracy(
    _ origin: Double, _ spread: Double, _ rule: (Double) -> Bool, seed: UInt64
  ) throws -> Double {
    var random = SplitMix64(seed: seed)
    func examples(_ count: Int) -> [(value: Double, outcome: Outcome)] {
      (0..<count).map { _ in
        let x = Double(random.uniform())
        return ((origin + spread * x).rounded(), .label(rule(x) ? "a" : "b"))
      }
    }
    let learner = try lived(examples(400), .classification)
    let fresh = examples(200)
    let right = try fresh.count { example in
      guard case .label(let said) = try learner.predict([.number(example.value)]) else {
        return false
      }
      return .label(said.label) == example.outcome
    }
    return Double(right) / 200
  }

  /// Epoch milliseconds and microseconds, seconds of a day, accounts, and negative ones.
  @Test(arguments: [
    (1.7e12, 1e5), (1.7e15, 1e6), (1.7e9, 100), (4e9, 40), (-1.7e12, 1e5), (2_459_580, 60),
  ])
  func fieldsTellClasses(origin: Double, spread: Double) throws {
    let threshold = try Self.accuracy(origin, spread, { $0 < 0.6 }, seed: 1)
    #expect(threshold > 0.93)
    let periodic = try Self.accuracy(origin, spread, { Int($0 * 4) % 2 == 0 }, seed: 2)
    #expect(periodic > 0.85)
  }

  /// An outcome far from zero is foreseen as well as the same outcome near it.
  @Test(arguments: [1.7e9, 1e12, -4e10])
  func outcomesKeepTheirDifferences(origin: Double) throws {
    var random = SplitMix64(seed: 3)
    let values = (0..<300).map { _ in Double(random.uniform()) * 100 }
    let learner = try Self.lived(values.map { ($0, .number(origin + $0)) }, .regression)
    for x in [5.0, 50, 95] {
      guard case .number(let said) = try learner.predict([.number(x)]) else {
        Issue.record("no answer")
        return
      }
      #expect(abs(said.value - origin - x) < 3)
      #expect(said.upper - said.lower < 30)
    }
  }

  private static func mixed(_ count: Int) -> [(value: Double, outcome: Outcome)] {
    var random = SplitMix64(seed: 9)
    return (0..<count).map { index in
      // Small ones among them, which have no rest.
      let value = index % 5 == 0 ? Double(index) : 1.7e12 + Double(random.below(10_000))
      return (value, .number(1e9 + Double(random.below(100)) / 8))
    }
  }

  /// Any order and any partition of the same experiences make the same bytes, and what was unlearned
  /// leaves no trace.
  @Test func ordersAndPartsAgree() throws {
    let examples = Self.mixed(90)
    let schema = try Schema(fields: Self.field, target: "y", task: .regression)
    func lived(_ indices: [Int]) throws -> Learner {
      var learner = Learner(schema: schema)
      for index in indices {
        try learner.learn(
          [.number(examples[index].value)], outcome: examples[index].outcome, id: "\(index)")
      }
      return learner
    }
    var whole = try lived(Array(0..<60))
    whole.consolidate()
    var reversed = try lived((0..<60).reversed())
    reversed.consolidate()
    var merger = Merger()
    for part in 0..<3 { try merger.add(try lived((0..<60).filter { $0 % 3 == part })) }
    let merged = merger.finish()
    var more = try lived((0..<90).map { ($0 * 7) % 90 })
    try more.unlearn(ids: (60..<90).map { "\($0)" })
    more.consolidate()
    let bytes = whole.snapshot()
    let isSameReversed = reversed.snapshot() == bytes
    let isSameMerged = merged?.snapshot() == bytes
    #expect(isSameReversed)
    #expect(isSameMerged)
    #expect(more.stateHash == whole.stateHash)
    #expect(whole.rederivedStateHash == whole.stateHash)
    let copy = try Learner(snapshot: bytes)
    let isSameCopy = copy.snapshot() == bytes
    #expect(isSameCopy)
  }

  /// Conditions compare the number that was written.
  @Test func accountsAreToldApart() throws {
    let accounts = (0..<20).map { 4_000_000_000 + Double($0) }
    let learner = try Self.lived(
      (0..<200).map { (accounts[$0 % 20], .label($0 % 3 == 0 ? "a" : "b")) }, .classification)
    #expect(try learner.keys(where: 0, equals: .number(4_000_000_003)).count == 10)
    #expect(try learner.keys(where: 0, equals: .number(4_000_000_099)).isEmpty)
    #expect(try learner.keys(where: 0, equals: .number(4_000_000_000.5)).isEmpty)
  }

  /// Two experiences without ids that differ beyond seven digits are two.
  @Test func contentTellsThemApart() throws {
    let schema = try Schema(fields: Self.field, target: "y", task: .classification)
    let learner = Learner(schema: schema)
    func key(_ value: Double) throws -> ExampleKey {
      try learner.key(of: Example([.number(value)], outcome: .label("a")))
    }
    #expect(try key(1.7e12) != key(1.7e12 + 1))
    #expect(try key(1.7e12) == key(1.7e12))
  }

  @Test func restsAreExact() {
    for number in [1.7e12 + 1, -1.7e12 - 1, 4_000_000_003, 123_456.78125, 5e14 - 1, 32_769.25] {
      let wide = WideCell(number: number)
      #expect(wide.number == number)
    }
    for number in [0, 1.5, 32_767.9, .infinity, -.infinity, 1e300, .nan] as [Double] {
      #expect(WideCell(number: number).rest == 0)
    }
  }

  /// Rests follow their experiences through every change of what is kept.
  @Test func restsAreKept() {
    let columns = 8_192
    var retained = ReplayBuffer(columns: columns, senses: 0)
    var row = StoredRow(cells: [UInt32](repeating: 0, count: columns))
    func number(_ index: Int) -> Double { index % 3 == 0 ? Double(index) : 1e12 + Double(index) }
    for index in 0..<1_500 {
      row.put(WideCell(number: number(index)), at: 5)
      retained.add(
        row, outcome: Double(index), key: ExampleKey(content: UInt64(index) * 2, time: nil))
    }
    func check(_ kept: ReplayBuffer, _ indices: [Int]) {
      var row = StoredRow(kept)
      for (age, index) in indices.enumerated() {
        kept.copy(age, into: &row)
        #expect(row.wide(5).number == number(index))
      }
    }
    let indices = Array(476..<1_500)
    check(retained, indices)
    check(retained.newest(100), Array(1_400..<1_500))
    check(retained.sorted(), indices)
    retained.remove([0, 5, 1_023])
    check(
      retained, indices.enumerated().filter { ![0, 5, 1_023].contains($0.offset) }.map(\.element))
    let none = retained.selection(
      (0..<retained.count).filter { Int(retained.outcome($0)) % 3 == 0 })
    #expect(none.rests.isEmpty)
  }

  /// The last outcomes and the distance from the recent average keep the difference, too.
  @Test func thePastKeepsThem() throws {
    let examples = (0..<40).map { (1e12 + Double($0), Outcome.number(1e12 + Double($0))) }
    let learner = try Self.lived(examples, .regression)
    let row = try learner.row(of: [.number(1e12 + 40)])
    let places = learner.columns.enumerated()
    for (place, column) in places {
      switch column.source {
      case .outcome(let steps): #expect(row.wide(place).number == 1e12 + Double(40 - steps))
      case .deviation: #expect(abs(row.wide(place).number - 20) < 10)
      default: break
      }
    }
  }
}
