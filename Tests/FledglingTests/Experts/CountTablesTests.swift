import Foundation
import Testing

@testable import Fledgling

struct CountTablesTests {
  private func contexts(_ seed: UInt64) -> FeatureCrosses {
    FeatureCrosses(encoder: RandomEncoder(columns: 5, seed: seed).encoder, limit: 16, seed: seed)
  }

  private func slots(_ contexts: FeatureCrosses, _ random: inout SplitMix64) -> [Int32] {
    // Few slots, so that they fill up.
    (0..<contexts.count).map { _ in Int32(random.below(min(12, contexts.slotCount))) }
  }

  @Test(arguments: [2, 3, 5, 12], [1, 2, 3] as [UInt64])
  func slowCountsAreCounts(classes: Int, seed: UInt64) {
    let contexts = contexts(seed)
    var tables = CountTables(contexts: contexts, classes: classes)
    var random = SplitMix64(seed: seed)
    var expected = [UInt32](repeating: 0, count: contexts.slotCount * tables.classCapacity)
    for _ in 0..<300 {
      let label = random.below(classes)
      let slots = slots(contexts, &random)
      tables.add(slots, label: label)
      for slot in slots { expected[Int(slot) * tables.classCapacity + label] += 1 }
    }
    #expect(tables.slowCounts == expected)
  }

  @Test(arguments: [2, 7], [1, 2, 3] as [UInt64])
  func orderDoesNotMatterToSlowCounts(classes: Int, seed: UInt64) {
    let contexts = contexts(seed)
    var random = SplitMix64(seed: seed)
    let examples = (0..<200).map { _ in (slots(contexts, &random), random.below(classes)) }
    let counts = [examples, examples.shuffled(using: &random)].map { examples in
      var tables = CountTables(contexts: contexts, classes: classes)
      for (slots, label) in examples { tables.add(slots, label: label) }
      return tables.slowCounts
    }
    #expect(counts[0] == counts[1])
  }

  /// Class after class, nothing that was counted is lost.
  @Test(arguments: [UInt64](1...3))
  func roomForMoreClasses(seed: UInt64) {
    let contexts = contexts(seed)
    var random = SplitMix64(seed: seed)
    var grown = CountTables(contexts: contexts, classes: 2)
    var wide = CountTables(contexts: contexts, classes: 16)
    for step in 0..<320 {
      let classes = 1 + step / 20
      grown.reserveClasses(classes)
      let label = random.below(classes)
      let slots = slots(contexts, &random)
      grown.add(slots, label: label)
      wide.add(slots, label: label)
    }
    #expect(grown.classCapacity == 16)
    #expect(grown.slowCounts == wide.slowCounts)
    // The decaying counts too.
    #expect(bytes(grown) == bytes(wide))
  }

  private func bytes(_ tables: CountTables) -> [UInt8] {
    var writer = SnapshotWriter()
    tables.write(to: &writer)
    return writer.bytes
  }

  /// What slots say about several classes, from their slow counts.
  @Test(arguments: [3, 8], [1, 2] as [UInt64])
  func evidenceOfManyClasses(classes: Int, seed: UInt64) {
    let contexts = contexts(seed)
    let m = contexts.count
    var tables = CountTables(contexts: contexts, classes: classes)
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 { tables.add(slots(contexts, &random), label: random.below(classes)) }
    var priors = (0..<classes).map { _ in random.uniform(0.1, 1) }
    let total = priors.reduce(0, +)
    priors = priors.map { $0 / total }
    let asked = slots(contexts, &random)
    let stride = m * CountTables.rates
    var out = [Float](repeating: 0, count: classes * stride)
    tables.evidence(asked, priors: priors, weight: 2, stride: stride, into: &out)
    let counts = tables.slowCounts
    let capacity = tables.classCapacity
    for context in 0..<m {
      let at = Int(asked[context]) * capacity
      let sum = counts[at..<at + classes].reduce(0, +)
      for k in 0..<classes {
        let prior = Double(priors[k])
        let share = (Double(counts[at + k]) + 2 * prior) / (Double(sum) + 2)
        #expect(abs(Double(out[k * stride + context]) - log(share / prior)) < 1e-4)
      }
    }
  }

  /// After a change, the fast counts believe the new class and the slow ones still the old.
  @Test func fastCountsForget() {
    let contexts = contexts(2)
    let m = contexts.count
    var tables = CountTables(contexts: contexts, classes: 2)
    let slots = [Int32](repeating: 1, count: m)
    // Each example counts m times, as every context has the same slot.
    for _ in 0..<100 { tables.add(slots, label: 0) }
    for _ in 0..<12 { tables.add(slots, label: 1) }
    var out = [Float](repeating: 0, count: 3 * m)
    tables.evidence(slots, prior1: 0.5, weight: 0.5, into: &out)
    #expect(out[0] < -1)
    #expect(out[m] > 0)
    #expect(out[2 * m] > 1)
  }

  @Test(arguments: [2, 9])
  func survivesASnapshot(classes: Int) throws {
    let contexts = contexts(4)
    var tables = CountTables(contexts: contexts, classes: classes)
    var random = SplitMix64(seed: 1)
    for _ in 0..<100 { tables.add(slots(contexts, &random), label: random.below(classes)) }
    let written = bytes(tables)
    var reader = SnapshotReader(written)
    var copy = try CountTables(contexts: contexts, from: &reader)
    #expect(reader.isAtEnd)
    for _ in 0..<50 {
      let slots = slots(contexts, &random)
      tables.add(slots, label: 1)
      copy.add(slots, label: 1)
    }
    #expect(bytes(copy) == bytes(tables))
  }
}
