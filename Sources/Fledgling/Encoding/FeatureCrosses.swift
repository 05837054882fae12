import CKernels

/// The sets of columns that count tables combine, and the resolution of each column in them.
struct FeatureCrosses: Sendable {
  /// The number of slots in a wide category's own table.
  static let wideSlots = 4_096

  /// The number of contexts, including the padding up to a whole vector.
  private(set) var count = 0
  /// The number of columns in the widest context.
  private static let depth = 4
  /// First every context's first index into ``EncodedExample/levels``, then every one's second and
  /// so on; unused ones have stride zero.
  private(set) var terms: [Int32] = []
  private(set) var strides: [Int32] = []
  private(set) var base: [Int32] = []
  /// The columns of wide contexts, which come last.
  private(set) var wide: [(context: Int, column: Int)] = []
  private(set) var slotCount = 0
  /// The number of real contexts; the rest is padding.
  private(set) var used = 0

  /// One context for each column, then random sets of two to four, until there are `limit`.
  init(encoder: ColumnEncoder, limit: Int, seed: UInt64) {
    let codes = encoder.codes
    let kinds = ColumnBinner.levelCounts.count + 1
    var byContext: [[(level: Int32, stride: Int32)]] = []
    for set in FeatureCrosses.sets(encoder, limit: limit, seed: seed) {
      var terms: [(level: Int32, stride: Int32)] = []
      let fineness = [kinds - 1, 2, 1, 0][set.count - 1]
      var stride: Int32 = 1
      base.append(Int32(slotCount))
      for column in set {
        terms.append((Int32(column * kinds + fineness), stride))
        stride *= Int32(
          fineness < kinds - 1
            ? ColumnBinner.levelCounts[fineness] : codes[column].singleLevelCount)
      }
      byContext.append(terms)
      slotCount += Int(stride)
    }
    for column in encoder.active where codes[column].isWide {
      wide.append((base.count, column))
      base.append(Int32(slotCount))
      slotCount += FeatureCrosses.wideSlots
    }
    used = base.count
    count = Kernels.padded(used)
    base += [Int32](repeating: Int32(slotCount), count: count - used)
    terms = [Int32](repeating: 0, count: FeatureCrosses.depth * count)
    strides = terms
    for (context, own) in byContext.enumerated() {
      for (place, term) in own.enumerated() {
        terms[place * count + context] = term.level
        strides[place * count + context] = term.stride
      }
    }
    slotCount += 1
  }

  /// Each column, the most relevant first, then random sets of two to four in ascending order.
  private static func sets(_ encoder: ColumnEncoder, limit: Int, seed: UInt64) -> [[Int]] {
    let relevance = encoder.relevance
    let active = encoder.active
    var random = SplitMix64(seed: seed)
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
    return sets
  }

  /// The slot of each context.
  @inline(__always)
  func slots(_ example: EncodedExample, into slots: inout [Int32]) {
    Kernels.best.slots(
      example.levels, terms, strides, FeatureCrosses.depth, base, count, &slots)
    for (context, column) in wide {
      let hash = (example.row[column] &* 0x9e37_79b1) >> 20
      slots[context] = base[context] + Int32(hash & UInt32(FeatureCrosses.wideSlots - 1))
    }
  }
}
