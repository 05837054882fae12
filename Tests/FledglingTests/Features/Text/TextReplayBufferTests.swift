import Testing

@testable import Fledgling

struct TextReplayBufferTests {
  private func text(_ number: Int, _ length: Int) -> [UInt32] {
    (0..<length).map { UInt32((number &* 31 &+ $0) & 0xffff) }
  }

  private func add(_ memory: inout TextReplayBuffer, _ number: Int, _ length: Int) {
    text(number, length).withUnsafeBufferPointer {
      _ = memory.add(
        $0, outcome: Float(number), key: ExampleKey(content: UInt64(number) << 1, time: nil))
    }
  }

  /// Long and short texts in turns, so that the ring ends at other places each time round.
  @Test func keepsTheLastTextsWhole() {
    var memory = TextReplayBuffer()
    var random = SplitMix64(seed: 1)
    var lengths: [Int] = []
    for number in 0..<4_500 {
      lengths.append(random.below(10) == 0 ? random.below(3) : 1 + random.below(TextFeatures.limit))
      add(&memory, number, lengths[number])
    }
    #expect(memory.count > 1_500 && memory.count < 3_000)
    for age in 0..<memory.count {
      let number = 4_500 - memory.count + age
      let slot = memory.slot(age)
      #expect(memory.outcomes[slot] == Float(number))
      let isWhole = memory.features(slot) { Array($0) == text(number, lengths[number]) }
      #expect(isWhole)
    }
  }

  @Test func shortTextsAreBoundedInNumber() {
    var memory = TextReplayBuffer()
    for number in 0..<TextReplayBuffer.textLimit + 10 { add(&memory, number, 2) }
    #expect(memory.count == TextReplayBuffer.textLimit)
    #expect(memory.outcomes[memory.slot(0)] == 10)
  }

  @Test func snapshotsComeBack() throws {
    var memory = TextReplayBuffer()
    for number in 0..<50 { add(&memory, number, number % 7) }
    let bytes = TextExamples.bytes(memory)
    var reader = SnapshotReader(bytes)
    let back: TextReplayBuffer = try reader.read()
    #expect(TextExamples.bytes(back) == bytes)
  }

  @Test func textsAreTakenOutByTheirKeys() {
    var memory = TextReplayBuffer()
    for number in 0..<20 { add(&memory, number, 3) }
    let kept = memory.removing([4, 10])
    #expect(kept.count == 18)
    #expect(!kept.outcomes.contains(2) && !kept.outcomes.contains(5))
  }
}
