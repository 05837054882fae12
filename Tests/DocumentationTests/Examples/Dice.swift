// docs: Dice
struct Dice {  // The same numbers on every machine.
  var state: UInt64 = 1
  mutating func roll() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}
func percent(_ share: Double?) -> String { "\(Int(((share ?? 0) * 100).rounded())) %" }
// end
