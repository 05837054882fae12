import Testing

@testable import Fledgling

struct TextRegressorTests {
  private func learn(_ examples: [TextExamples.DrawnExample]) -> TextRegressor {
    var experts = TextRegressor()
    for example in examples {
      experts.learn(example.features, outcome: Float(example.label), key: example.key)
    }
    return experts
  }

  @Test func numbersAreTold() {
    let examples = TextExamples.make(700, classes: 4, seed: 1)
    var experts = learn(Array(examples[..<600]))
    for isSettled in [false, true] {
      if isSettled { experts.finalizeFit(experts.memory) }
      var squares: [Float] = [0, 0]
      var out: [Float] = [0, 0]
      for example in examples[600...] {
        experts.state(example.features, into: &out)
        for expert in 0..<2 {
          let error = out[expert] - Float(example.label)
          squares[expert] += error * error / 100
        }
      }
      // Guessing the mean costs 1.25.
      for square in squares { #expect(square < 0.6) }
    }
  }

  @Test func takenAwayEqualsNeverAdded() {
    let examples = TextExamples.make(70, classes: 4, seed: 2)
    let kept = learn(Array(examples[..<40]))
    var rest = TextRegressor()
    for example in examples[40...] { rest.add(example.features, outcome: Float(example.label)) }
    var all = learn(examples.reversed())
    all.combine(rest, sign: -1)
    let removed = Set(examples[40...].map(\.key.hash))
    all.finalizeFit(all.memory.removing(removed))
    #expect(TextExamples.bytes(all.counts) == TextExamples.bytes(kept.counts))
    #expect(all.ridge.sums.lowerTriangle == kept.flushed.lowerTriangle)
    #expect(all.ridge.sums.cross == kept.ridge.sums.cross)
    var anew = kept
    anew.finalizeFit(anew.memory)
    #expect(TextExamples.bytes(all.linear) == TextExamples.bytes(anew.linear))
  }

  @Test func snapshotsComeBack() throws {
    let bytes = TextExamples.bytes(learn(TextExamples.make(30, classes: 3, seed: 3)))
    var reader = SnapshotReader(bytes)
    let back: TextRegressor = try reader.read()
    #expect(TextExamples.bytes(back) == bytes)
    for end in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 20)) {
      var reader = SnapshotReader(bytes, to: end)
      #expect(throws: SnapshotError.self) { let _: TextRegressor = try reader.read() }
    }
  }
}

extension TextRegressor {
  fileprivate var flushed: RidgeSums {
    var sums = ridge.sums
    sums.flush()
    return sums
  }
}
