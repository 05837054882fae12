import Testing

@testable import Fledgling

struct RidgeSumsTests {
  static let seeds = [UInt64](1...4)

  private func sums(_ rows: some Sequence<FeatureRow>, flushAt places: Set<Int> = []) -> RidgeSums {
    var sums = RidgeSums(features: 32)
    sums.reserveTargets(3)
    for (index, row) in rows.enumerated() {
      sums.add(row.features, target: row.target, value: row.value)
      if places.contains(index) { sums.flush() }
    }
    return sums
  }

  private func rows(_ seed: UInt64, _ count: Int) -> [FeatureRow] {
    var random = SplitMix64(seed: seed)
    return random.rows(count, features: 32, targets: 3)
  }

  private func canonical(_ sums: RidgeSums) -> [UInt8] {
    var sums = sums
    sums.flush()
    var writer = SnapshotWriter()
    writer.write(sums.lowerTriangle)
    writer.write(sums.cross)
    writer.write(sums.squares)
    writer.write(sums.count)
    return writer.bytes
  }

  private struct Summed: Summary {
    private var sums = RidgeSums(features: 16)
    init() { sums.reserveTargets(2) }
    mutating func add(_ row: FeatureRow) {
      sums.add(row.features, target: row.target, value: row.value)
    }
    var bytes: [UInt8] {
      var sums = sums
      sums.flush()
      var writer = SnapshotWriter()
      writer.write(sums.lowerTriangle)
      writer.write(sums.cross)
      writer.write(sums.squares)
      return writer.bytes
    }
  }

  @Test(arguments: seeds)
  func orderDoesNotMatter(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = random.rows(50 + random.below(200), features: 16)
    let pass = isOrderFree(Summed.self, rows)
    #expect(pass)
  }

  /// Flushing early, often or never leaves the same sums.
  @Test(arguments: seeds)
  func batchesDoNotMatter(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = rows(seed, 300)
    let expected = canonical(sums(rows))
    for _ in 0..<5 {
      let places = Set((0..<random.below(60)).map { _ in random.below(300) })
      #expect(canonical(sums(rows, flushAt: places)) == expected, "\(places.sorted())")
    }
    #expect(canonical(sums(rows, flushAt: Set(0..<300))) == expected)
  }

  /// Sums over parts add up to those over the whole.
  @Test(arguments: seeds)
  func partsAddUp(seed: UInt64) {
    let rows = rows(seed, 257)
    let cut = Int(seed) * 61
    var parts = [sums(rows[..<cut]), sums(rows[cut...])]
    var whole = sums(rows)
    whole.flush()
    for index in parts.indices { parts[index].flush() }
    #expect(zip(parts[0].lowerTriangle, parts[1].lowerTriangle).map(+) == whole.lowerTriangle)
    #expect(zip(parts[0].cross, parts[1].cross).map(+) == whole.cross)
    #expect(zip(parts[0].squares, parts[1].squares).map(+) == whole.squares)
  }

  @Test func sumsAreThoseOfTheProducts() {
    let rows = rows(9, 130)
    var sums = sums(rows)
    sums.flush()
    let n = sums.features
    var expected = [Int64](repeating: 0, count: n * n)
    var cross = [Int64](repeating: 0, count: 3 * n)
    for row in rows {
      for i in 0..<n {
        for j in 0...i { expected[i * n + j] += Int64(row.features[i]) * Int64(row.features[j]) }
        cross[row.target * n + i] += Int64(row.features[i]) * Int64(row.value)
      }
    }
    let triangle: [Int64] = (0..<n).flatMap { row in expected[row * n...row * n + row] }
    #expect(sums.lowerTriangle == triangle)
    #expect(sums.cross == cross)
    #expect(sums.squares.reduce(0, +) == 130)
  }

  @Test func survivesASnapshot() throws {
    var sums = sums(rows(3, 100))
    var copy = try copied(sums)
    #expect(bytes(of: copy) == bytes(of: sums))
    for row in rows(4, 100) {
      sums.add(row.features, target: row.target, value: row.value)
      copy.add(row.features, target: row.target, value: row.value)
    }
    #expect(canonical(copy) == canonical(sums))
  }
}
