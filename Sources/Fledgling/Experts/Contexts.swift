/// Which columns a count table looks at together, and how finely.
struct Contexts: Sendable {
  struct Term: Sendable, Hashable {
    /// Index into ``EncodedExample/levels``.
    let level: Int32
    let stride: Int32
  }

  /// The slots a wide category's own table has.
  static let wideSlots = 4_096

  /// Contexts, the padding up to a whole vector included.
  private(set) var count = 0
  /// Four terms a context; unused ones have stride zero.
  private(set) var terms: [Term] = []
  private(set) var base: [Int32] = []
  /// The columns that wide contexts look at; they come last.
  private(set) var wide: [(context: Int, column: Int)] = []
  private(set) var slotCount = 0
  /// Contexts that mean something; the rest is padding.
  private(set) var used = 0

  /// One context for each column, then random sets of two to four, until there are `limit`.
  init(encoder: Encoder, limit: Int, seed: UInt64) {
    let codes = encoder.codes
    let relevance = encoder.relevance
    let active = encoder.active
    var random = SplitMix64(seed: seed)
    let kinds = ColumnCode.levelCounts.count + 1
    let columns = active.count
    var seen: Set<[Int]> = []
    let order = active.sorted { (relevance[$0], $1) > (relevance[$1], $0) }
    var sets = order.prefix(limit).map { [$0] }
    let weights = active.map { 1 + relevance[$0] }
    let total = weights.reduce(0, +)
    func draw() -> Int {
      var at = random.uniform() * total
      for (column, weight) in weights.enumerated() {
        at -= weight
        if at < 0 { return active[column] }
      }
      return active[columns - 1]
    }
    var attempts = 0
    while sets.count < limit && attempts < 20 * limit && columns > 1 {
      attempts += 1
      let size = min(columns, 2 + random.below(3))
      var chosen: Set<Int> = []
      var tries = 0
      while chosen.count < size && tries < 64 {
        chosen.insert(draw())
        tries += 1
      }
      let set = chosen.sorted()
      if set.count > 1 && seen.insert(set).inserted { sets.append(set) }
    }
    for set in sets {
      let fineness = [kinds - 1, 2, 1, 0][set.count - 1]
      var stride: Int32 = 1
      base.append(Int32(slotCount))
      for place in 0..<4 {
        if place < set.count {
          terms.append(Term(level: Int32(set[place] * kinds + fineness), stride: stride))
          stride *= Int32(
            fineness < kinds - 1
              ? ColumnCode.levelCounts[fineness] : codes[set[place]].singleLevelCount)
        } else {
          terms.append(Term(level: 0, stride: 0))
        }
      }
      slotCount += Int(stride)
    }
    for column in active where codes[column].isWide {
      wide.append((base.count, column))
      base.append(Int32(slotCount))
      slotCount += Contexts.wideSlots
      terms += [Term](repeating: Term(level: 0, stride: 0), count: 4)
    }
    used = base.count
    count = Kernels.padded(used)
    for _ in used..<count {
      base.append(Int32(slotCount))
      terms += [Term](repeating: Term(level: 0, stride: 0), count: 4)
    }
    slotCount += 1
  }

  /// The slot of each context.
  @inline(__always)
  func slots(_ example: EncodedExample, into slots: inout [Int32]) {
    example.levels.withUnsafeBufferPointer { levels in
      terms.withUnsafeBufferPointer { terms in
        base.withUnsafeBufferPointer { base in
          slots.withUnsafeMutableBufferPointer { slots in
            for context in 0..<count {
              let t = terms.baseAddress.unsafelyUnwrapped + 4 * context
              slots[context] =
                base[context] + levels[Int(t[0].level)] * t[0].stride
                + levels[Int(t[1].level)] * t[1].stride + levels[Int(t[2].level)] * t[2].stride
                + levels[Int(t[3].level)] * t[3].stride
            }
          }
        }
      }
    }
    for (context, column) in wide {
      let hash = (example.cells[column] &* 0x9e37_79b1) >> 20
      slots[context] = base[context] + Int32(hash & UInt32(Contexts.wideSlots - 1))
    }
  }
}
