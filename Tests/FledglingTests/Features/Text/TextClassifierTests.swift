import Testing

@testable import Fledgling

struct TextClassifierTests {
  private func learn(_ examples: [TextExamples.DrawnExample], classes: Int = 2) -> TextClassifier {
    var experts = TextClassifier()
    experts.reserve(classes: classes)
    for example in examples {
      experts.learn(example.features, label: example.label, key: example.key)
    }
    return experts
  }

  private func settled(_ examples: [TextExamples.DrawnExample], classes: Int) -> TextClassifier {
    var experts = learn(examples, classes: classes)
    experts.finalizeFit(experts.memory)
    return experts
  }

  private func correct(_ experts: TextClassifier, _ examples: [TextExamples.DrawnExample]) -> [Int]
  {
    let columns = experts.columns
    var out = [Float](repeating: 0, count: 2 * columns)
    var correct = [0, 0]
    for example in examples {
      experts.state(example.features, into: &out)
      for expert in 0..<2 {
        let stated = out[expert * columns..<(expert + 1) * columns]
        let best =
          columns == 1
          ? (out[expert] > 0 ? 1 : 0)
          : stated.indices.max { stated[$0] < stated[$1] }.map { $0 - expert * columns }
        if best == example.label { correct[expert] += 1 }
      }
    }
    return correct
  }

  @Test(arguments: [2, 3, 20])
  func classesAreTold(classes: Int) {
    let examples = TextExamples.make(600, classes: classes, seed: 1)
    var experts = learn(Array(examples[..<500]))
    for isSettled in [false, true] {
      if isSettled { experts.finalizeFit(experts.memory) }
      for correct in correct(experts, Array(examples[500...])) { #expect(correct >= 85) }
    }
  }

  @Test(arguments: [2, 20])
  func settledDoesNotDependOnOrder(classes: Int) {
    let examples = TextExamples.make(80, classes: classes, seed: 2)
    let one = TextExamples.bytes(settled(examples, classes: classes))
    #expect(one == TextExamples.bytes(settled(examples.reversed(), classes: classes)))
  }

  @Test(arguments: [2, 20])
  func unlearnedLeavesNothing(classes: Int) {
    let examples = TextExamples.make(80, classes: classes, seed: 3)
    var experts = learn(examples, classes: classes)
    for example in examples[50...] { experts.subtract(example.features, label: example.label) }
    experts.forget(Set(examples[50...].map(\.key.hash)))
    experts.finalizeFit(experts.memory)
    let kept = settled(Array(examples[..<50]), classes: classes)
    #expect(TextExamples.bytes(experts) == TextExamples.bytes(kept))
  }

  @Test func mergedEqualsLearnedTogether() {
    let examples = TextExamples.make(80, classes: 4, seed: 4)
    var one = learn(Array(examples[..<30]), classes: 4)
    let other = learn(Array(examples[30...]), classes: 4)
    one.combine(other, sign: 1)
    one.finalizeFit(one.memory.united(other.memory))
    #expect(TextExamples.bytes(one) == TextExamples.bytes(settled(examples, classes: 4)))
  }

  @Test func sameLifeGivesTheSameBytes() {
    let examples = TextExamples.make(60, classes: 5, seed: 5)
    #expect(TextExamples.bytes(learn(examples)) == TextExamples.bytes(learn(examples)))
  }

  @Test(arguments: [2, 9])
  func snapshotsComeBack(classes: Int) throws {
    let examples = TextExamples.make(60, classes: classes, seed: 6)
    var experts = learn(Array(examples[..<40]))
    let bytes = TextExamples.bytes(experts)
    var reader = SnapshotReader(bytes)
    var back: TextClassifier = try reader.read()
    #expect(reader.isAtEnd)
    for example in examples[40...] {
      experts.learn(example.features, label: example.label, key: example.key)
      back.learn(example.features, label: example.label, key: example.key)
    }
    #expect(TextExamples.bytes(back) == TextExamples.bytes(experts))
  }

  @Test func damageIsRefusedOrHarmless() {
    let examples = TextExamples.make(12, classes: 3, seed: 7)
    let bytes = TextExamples.bytes(learn(examples))
    var random = SplitMix64(seed: 8)
    var out = [Float](repeating: 0, count: 4_096)
    for turn in 0..<80 {
      var damaged = bytes
      if turn % 2 == 0 {
        damaged.removeLast(1 + random.below(damaged.count))
      } else {
        for _ in 0..<3 {
          damaged[random.below(damaged.count)] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      var reader = SnapshotReader(damaged)
      guard var experts: TextClassifier = try? reader.read() else { continue }
      #expect(turn % 2 == 1)
      experts.state(examples[0].features, into: &out)
      experts.learn(examples[0].features, label: 0, key: examples[0].key)
    }
  }

  @Test func thousandClassesWork() {
    let examples = TextExamples.make(40, classes: 1_000, seed: 9)
    let experts = learn(examples, classes: 1_000)
    #expect(correct(experts, examples)[0] >= 30)
  }

  @Test func nothingReadIsNoHarm() {
    var experts = TextClassifier()
    var out: [Float] = [0, 0]
    let key = ExampleKey(id: "1", time: nil)
    for label in [0, 1, 1] {
      experts.state(TextFeatures(), into: &out)
      experts.learn(TextFeatures(), label: label, key: key)
    }
    experts.finalizeFit(experts.memory)
    #expect(out[0].isFinite && out[1].isFinite)
  }
}
