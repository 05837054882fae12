import Testing

@testable import Fledgling

struct ContextsTests {
  @Test(arguments: [1, 2, 3, 10, 40], [1, 2, 3, 4] as [UInt64])
  func slotsAreWithinTheirTables(columns: Int, seed: UInt64) {
    let fitted = RandomEncoder(columns: columns, seed: seed)
    for limit in [8, 32, 128] {
      let contexts = Contexts(encoder: fitted.encoder, limit: limit, seed: seed)
      #expect(contexts.count % Kernels.alignment == 0)
      #expect(contexts.used <= contexts.count)
      #expect(contexts.used <= limit + contexts.wide.count)
      #expect(contexts.base == contexts.base.sorted())
      var example = EncodedExample()
      let bank = FeatureBank(encoder: fitted.encoder, classes: 2, seed: seed)
      example = bank.makeExample()
      example.slots = [Int32](repeating: 0, count: contexts.count)
      var random = SplitMix64(seed: seed)
      for _ in 0..<40 {
        example.cells = fitted.cells(&random)
        example.cells.withUnsafeBufferPointer {
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
    let contexts = Contexts(encoder: fitted.encoder, limit: 64, seed: seed)
    let kinds = ColumnCode.levelCounts.count + 1
    var alone: Set<Int> = []
    for context in 0..<contexts.used {
      let terms = contexts.terms[4 * context..<4 * context + 4].filter { $0.stride > 0 }
      if terms.count == 1 { alone.insert(Int(terms[0].level) / kinds) }
    }
    #expect(alone == Set(fitted.encoder.active))
    let wide = fitted.encoder.active.filter { fitted.encoder.codes[$0].isWide }
    #expect(contexts.wide.map(\.column) == wide)
  }

  @Test func aBlankEncoderHasNoContexts() {
    let encoder = Encoder(codes: [], relevance: [], active: [])
    let contexts = Contexts(encoder: encoder, limit: 128, seed: 1)
    #expect(contexts.count == 0)
  }
}
