import Testing

@testable import Fledgling

struct FeatureCrossesTests {
  @Test(arguments: [1, 2, 3, 10, 40], [1, 2, 3, 4] as [UInt64])
  func slotsAreWithinTheirTables(columns: Int, seed: UInt64) {
    let fitted = RandomEncoder(columns: columns, seed: seed)
    for limit in [8, 32, 128] {
      let contexts = FeatureCrosses(encoder: fitted.encoder, limit: limit, seed: seed)
      #expect(contexts.count % Kernels.alignment == 0)
      #expect(contexts.used <= contexts.count)
      #expect(contexts.used <= limit + contexts.wide.count)
      #expect(contexts.base == contexts.base.sorted())
      var example = EncodedExample()
      let bank = FeatureMap(encoder: fitted.encoder, classes: 2, seed: seed)
      example = bank.makeExample()
      example.slots = [Int32](repeating: 0, count: contexts.count)
      var random = SplitMix64(seed: seed)
      for _ in 0..<40 {
        example.row.cells = fitted.cells(&random)
        example.row.cells.withUnsafeBufferPointer {
          guard let cells = $0.baseAddress else { return }
          fitted.encoder.encode(cells, into: &example)
        }
        contexts.slots(example, into: &example.slots)
        for context in 0..<contexts.used {
          let slot = example.slots[context]
          let end =
            context + 1 < contexts.count
            ? contexts.base[context + 1] : Int32(contexts.slotCount)
          #expect(slot >= contexts.base[context] && slot < end, "context \(context)")
        }
        // Padding shares the last slot.
        for context in contexts.used..<contexts.count {
          #expect(Int(example.slots[context]) == contexts.slotCount - 1)
        }
      }
    }
  }

  /// Every column that is looked at has a context of its own, as far as there is room.
  @Test(arguments: [UInt64](1...4))
  func everyColumnHasAContext(seed: UInt64) {
    let fitted = RandomEncoder(columns: 10, seed: seed)
    let contexts = FeatureCrosses(encoder: fitted.encoder, limit: 64, seed: seed)
    let kinds = ColumnBinner.levelCounts.count + 1
    // Term t of context i is at t * count + i; no context looks at more than four columns.
    #expect(contexts.terms.count == 4 * contexts.count)
    #expect(contexts.strides.count == 4 * contexts.count)
    var alone: Set<Int> = []
    for context in 0..<contexts.used {
      let places = stride(from: context, to: contexts.terms.count, by: contexts.count)
      let used = places.filter { contexts.strides[$0] > 0 }
      if used.count == 1 { alone.insert(Int(contexts.terms[used[0]]) / kinds) }
    }
    #expect(alone == Set(fitted.encoder.active))
    let wide = fitted.encoder.active.filter { fitted.encoder.codes[$0].isWide }
    #expect(contexts.wide.map(\.column) == wide)
  }

  /// The slot of a context is its base and, per term, the level it looks at times a stride.
  @Test(arguments: [1, 3, 12], [UInt64](1...3))
  func slotsAreThoseOfTheTerms(columns: Int, seed: UInt64) {
    let fitted = RandomEncoder(columns: columns, seed: seed)
    let contexts = FeatureCrosses(encoder: fitted.encoder, limit: 40, seed: seed)
    var example = FeatureMap(encoder: fitted.encoder, classes: 2, seed: seed).makeExample()
    example.slots = [Int32](repeating: 0, count: contexts.count)
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      example.row.cells = fitted.cells(&random)
      example.row.cells.withUnsafeBufferPointer {
        guard let cells = $0.baseAddress else { return }
        fitted.encoder.encode(cells, into: &example)
      }
      contexts.slots(example, into: &example.slots)
      for context in 0..<contexts.used - contexts.wide.count {
        var slot = contexts.base[context]
        for place in stride(from: context, to: contexts.terms.count, by: contexts.count) {
          slot += example.levels[Int(contexts.terms[place])] * contexts.strides[place]
        }
        #expect(example.slots[context] == slot, "context \(context)")
      }
    }
  }

  @Test func aBlankEncoderHasNoContexts() {
    let encoder = ColumnEncoder(senses: [], hasFields: false, codes: [], relevance: [], active: [])
    let contexts = FeatureCrosses(encoder: encoder, limit: 128, seed: 1)
    #expect(contexts.count == 0)
  }
}
