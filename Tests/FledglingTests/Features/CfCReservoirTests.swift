import Testing

@testable import Fledgling

struct CfCReservoirTests {
  private func numbers(_ count: Int, _ random: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in random.normal() }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func stepsWithOneInputAddUp(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let encoder = CfCReservoir(inputs: 5, seed: seed)
    for _ in 0..<200 {
      let start = numbers(64, &random).map { max(-0.8, min(0.8, $0 * 0.3)) }
      let input = numbers(5, &random)
      let interval = random.uniform() * 30
      let share = random.uniform()
      var whole = start
      encoder.advance(input, interval: interval, state: &whole)
      var parts = start
      encoder.advance(input, interval: interval * share, state: &parts)
      encoder.advance(input, interval: interval - interval * share, state: &parts)
      for unit in 0..<64 { #expect(abs(whole[unit] - parts[unit]) < 4e-6) }
    }
  }

  /// The closed form against many small steps of Euler's method.
  @Test func closedFormSolvesTheEquation() {
    let encoder = CfCReservoir(inputs: 2, units: 8, seed: 4)
    let input: [Float] = [0.7, -1.2]
    var goal = [Float](repeating: 0, count: 8)
    encoder.advance(input, interval: CfCReservoir.longest, state: &goal)
    var early = [Float](repeating: 0, count: 8)
    encoder.advance(input, interval: 1.0 / 1_024, state: &early)
    var exact = [Float](repeating: 0, count: 8)
    encoder.advance(input, interval: 1, state: &exact)
    for unit in 0..<8 {
      // The rate shows in the first small step.
      let rate = -logarithm(1 - Double(early[unit] / goal[unit])) * 1_024
      var x = 0.0
      for _ in 0..<100_000 { x += (Double(goal[unit]) - x) * rate / 100_000 }
      #expect(abs(x - Double(exact[unit])) < 1e-4)
    }
  }

  @Test func statesStayBounded() {
    var random = SplitMix64(seed: 9)
    let encoder = CfCReservoir(inputs: 3)
    var state = [Float](repeating: 0, count: 64)
    let wild: [Float] = [0, 1e30, -1e30, .infinity, -.infinity, .nan, 1e-30]
    for _ in 0..<5_000 {
      let input = (0..<3).map { _ in wild[random.below(wild.count)] }
      let interval: Float = [0, 1e-20, 0.5, 3, 1e20, .infinity][random.below(6)]
      encoder.advance(input, interval: interval, state: &state)
      #expect(state.allSatisfy { abs($0) <= 0.8 })
    }
  }

  @Test(arguments: [Float(0), -1, -.infinity, .nan])
  func noTimePasses(interval: Float) {
    var random = SplitMix64(seed: 2)
    let encoder = CfCReservoir(inputs: 3)
    var state = numbers(64, &random)
    let before = state
    encoder.advance([1, 2, 3], interval: interval, state: &state)
    #expect(state == before)
  }

  @Test func theInputSetsTheTimeConstant() {
    let encoder = CfCReservoir(inputs: 1, seed: 5)
    func speed(_ x: Float, _ unit: Int) -> Float {
      var early = [Float](repeating: 0, count: 64)
      var late = early
      encoder.advance([x], interval: 0.01, state: &early)
      encoder.advance([x], interval: CfCReservoir.longest, state: &late)
      return early[unit] / late[unit]
    }
    let ratios = (0..<64).map { speed(3, $0) / speed(-3, $0) }
    #expect(ratios.contains { $0 > 2 } && ratios.contains { $0 < 0.5 })
  }

  /// What came fifty units of time ago still shows; blank states would not tell.
  @Test func thePastIsRemembered() {
    let encoder = CfCReservoir(inputs: 1, seed: 1)
    func state(_ first: Float) -> [Float] {
      var state = [Float](repeating: 0, count: 64)
      encoder.advance([first], interval: 20, state: &state)
      encoder.advance([0], interval: 50, state: &state)
      return state
    }
    let difference = zip(state(2), state(-2)).map { abs($0 - $1) }.max() ?? 0
    #expect(difference > 0.02)
  }

  /// The bits that every machine must give.
  @Test func theSameEverywhere() {
    let encoder = CfCReservoir(inputs: 3, seed: 7)
    var random = SplitMix64(seed: 3)
    var state = [Float](repeating: 0, count: 64)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for _ in 0..<100 {
      encoder.advance(numbers(3, &random), interval: random.uniform() * 4, state: &state)
      for value in state { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3 }
    }
    #expect(hash == CfCReservoirTests.expected)
  }

  private static let expected: UInt64 = 7_989_631_029_317_615_711
}

/// Natural logarithm of a number near 1, by its series.
private func logarithm(_ x: Double) -> Double {
  let z = (x - 1) / (x + 1)
  var sum = 0.0
  var power = z
  for odd in stride(from: 1.0, to: 40, by: 2) {
    sum += power / odd
    power *= z * z
  }
  return 2 * sum
}
