import Testing

@testable import Fledgling

/// When a risk is worth an alarm.
struct ConformalAlarmTests {
  private func gate(_ count: Int, rate: Double = 0.05) -> ConformalAlarm {
    ConformalAlarm(rate: rate, peaks: (0..<count).map { Float($0) / Float(max(1, count)) })
  }

  @Test func knownAnswers() {
    for count in 0..<19 { #expect(gate(count).threshold == nil, "\(count) peaks") }
    #expect(!gate(18).isAlarming(1))
    // One of nineteen known and the new one is five per cent.
    #expect(gate(19).threshold == Float(18) / 19)
    #expect(gate(38).threshold == Float(37) / 38)
    #expect(gate(39).threshold == Float(37) / 39)
    // A little below the rate that was asked, as soon as there is room.
    #expect(gate(99).threshold == Float(95) / 99)
    #expect(gate(999).threshold == Float(956) / 999)
    #expect(gate(1, rate: 0.5).threshold == 0)
    #expect(gate(998, rate: 0.001).threshold == nil)
    #expect(gate(999, rate: 0.001).threshold == Float(998) / 999)
  }

  /// The share of known peaks that alarm, counting the new one, never exceeds the rate.
  @Test(arguments: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5])
  func expectedRate(rate: Double) {
    for count in 0..<400 {
      let gate = gate(count, rate: rate)
      let allowed = gate.threshold.map { threshold in
        (0..<count).count { Float($0) / Float(count) >= threshold }
      }
      #expect(Double(allowed ?? 0) <= rate * Double(count + 1) + 1e-9)
      if count > 60, rate >= 0.05 {
        #expect(Double(allowed ?? 0) / Double(count + 1) >= 0.6 * rate)
      }
    }
  }

  /// A risk that good episodes share is no reason for an alarm.
  @Test func ties() {
    let gate = ConformalAlarm(rate: 0.2, peaks: [0.1, 0.1, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4])
    #expect(gate.threshold == 0.4)
    #expect(!gate.isAlarming(Double(Float(0.4))))
    #expect(gate.isAlarming(0.41))
    #expect(gate.pValue(0.4) == 0.8)
  }

  @Test func pValues() {
    let gate = ConformalAlarm(rate: 0.25, peaks: [0.125, 0.25, 0.5, 0.75])
    #expect(gate.pValue(0) == 1)
    #expect(gate.pValue(0.25) == 0.8)
    #expect(gate.pValue(0.3) == 0.6)
    #expect(gate.pValue(0.75) == 0.4)
    #expect(gate.pValue(0.8) == 0.2)
    #expect(ConformalAlarm(rate: 0.05).pValue(0.9) == 1)
  }

  /// What alarms has a p-value within the rate.
  @Test(arguments: Variants.seeds)
  func alarmsAreRare(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let peaks = random.floats(random.below(300), 0, 1).map { ($0 * 50).rounded() / 50 }.sorted()
      let gate = ConformalAlarm(rate: 0.05, peaks: peaks)
      for risk in stride(from: 0.0, through: 1, by: 0.01) where gate.isAlarming(risk) {
        #expect(gate.pValue(risk) <= 0.05 + 1e-12)
      }
    }
  }
}
