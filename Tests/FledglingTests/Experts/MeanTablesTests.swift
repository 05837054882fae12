import Testing

@testable import Fledgling

struct MeanTablesTests {
  @Test(arguments: [UInt64](1...3))
  func slowSumsDoNotDependOnOrder(seed: UInt64) {
    let contexts = FeatureCrosses(
      encoder: RandomEncoder(columns: 5, seed: seed).encoder, limit: 16, seed: seed)
    var random = SplitMix64(seed: seed)
    let examples = (0..<150).map { _ in
      (
        places: (0..<contexts.count).map { _ in Int32(random.below(min(9, contexts.slotCount))) },
        outcome: random.normal() * 5
      )
    }
    let sums = [examples, examples.shuffled(using: &random)].map { examples in
      var tables = MeanTables(contexts: contexts)
      for example in examples { tables.add(example.places, outcome: example.outcome) }
      return tables.slowSums
    }
    #expect(sums[0] == sums[1])
    var expected = [Int64](repeating: 0, count: 2 * contexts.slotCount)
    for example in examples {
      for place in example.places {
        expected[2 * Int(place)] += Int64(TargetScaler.quantised(example.outcome))
        expected[2 * Int(place) + 1] += 1
      }
    }
    #expect(sums[0] == expected)
  }
}
