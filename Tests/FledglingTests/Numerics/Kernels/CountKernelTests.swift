import Testing

@testable import Fledgling

struct CountKernelTests {
  /// One slot counted as documented.
  private func counted(_ slot: ArraySlice<UInt32>, label: Int, caps: [Float]) -> [UInt32] {
    var slot = Array(slot)
    slot[label] += 1
    for rate in 1...2 {
      var pair = (0..<2).map { Float(bitPattern: slot[2 * rate + $0]) }
      if pair[0] + pair[1] > caps[rate - 1] { pair = pair.map { $0 * 0.5 } }
      pair[label] += 1
      for k in 0..<2 { slot[2 * rate + k] = pair[k].bitPattern }
    }
    return slot
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func countsAsDocumented(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    let slots = 30
    var words = [UInt32](repeating: 0, count: slots * 8)
    for step in 0..<400 {
      // A slot may be counted twice at once.
      let places = (0..<[0, 1, 5, 16, 33][step % 5]).map { _ in Int32(random.below(slots)) }
      let label = random.below(2)
      var expected = words
      for place in places {
        let at = Int(place) * 8..<Int(place) * 8 + 8
        expected.replaceSubrange(at, with: counted(expected[at], label: label, caps: [80, 10]))
      }
      words.withUnsafeMutableBytes {
        kernels.count($0.baseAddress, places, places.count, Int32(label), 80, 10)
      }
      if words != expected {
        #expect(words == expected, "step \(step)")
        break
      }
    }
    // Some slot was halved.
    #expect((0..<slots).contains { words[$0 * 8] + words[$0 * 8 + 1] > 100 })
    #expect((0..<slots).allSatisfy { Float(bitPattern: words[$0 * 8 + 2]) <= 81 })
  }
}
