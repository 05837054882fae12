import Testing

@testable import Fledgling

struct WideGramTests {
  struct StoredRow {
    var features: [Int16]
    var label: Int
  }

  static func rows(_ count: Int, features: Int, seed: UInt64) -> [StoredRow] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      StoredRow(features: random.integers(features, limit: 2_047), label: random.below(3))
    }
  }

  private func sums(_ rows: some Sequence<StoredRow>, features: Int) -> WideGram {
    var sums = WideGram(features: features)
    sums.reserve(targets: 3)
    for row in rows {
      row.features.withUnsafeBufferPointer { sums.add($0, label: row.label) }
    }
    return sums
  }

  @Test(arguments: [5, 32, 70], [3, 256, 300])
  func orderDoesNotTell(features: Int, count: Int) {
    let rows = Self.rows(count, features: features, seed: 1)
    let expected = bytes(of: sums(rows, features: features))
    var random = SplitMix64(seed: 2)
    for _ in 0..<3 {
      #expect(bytes(of: sums(rows.shuffled(using: &random), features: features)) == expected)
    }
  }

  @Test(arguments: [5, 70], [1, 100, 290])
  func partsAddUpAndComeOff(features: Int, cut: Int) {
    let rows = Self.rows(300, features: features, seed: 3)
    let (first, second) = (rows[..<cut], rows[cut...])
    var merged = sums(first, features: features)
    merged.combine(sums(second, features: features), sign: 1)
    #expect(bytes(of: merged) == bytes(of: sums(rows, features: features)))
    merged.combine(sums(second, features: features), sign: -1)
    #expect(bytes(of: merged) == bytes(of: sums(first, features: features)))
    merged.combine(sums(first, features: features), sign: -1)
    #expect(bytes(of: merged) == bytes(of: sums([], features: features)))
  }

  @Test func targetsAreRenumbered() {
    let rows = Self.rows(40, features: 20, seed: 4)
    var merged = WideGram(features: 20)
    merged.combine(sums(rows, features: 20), sign: 1, numbers: [2, 0, 1])
    let renamed = rows.map { StoredRow(features: $0.features, label: [2, 0, 1][$0.label]) }
    #expect(bytes(of: merged) == bytes(of: sums(renamed, features: 20)))
  }

  @Test func valuesOfSeveralTargets() {
    var sums = WideGram(features: 2)
    for values in [[3, -5], [7, 11]] {
      [Int16](arrayLiteral: 10, -20).withUnsafeBufferPointer { sums.add($0, values: values) }
    }
    sums.flush()
    #expect(sums.cross[0] == 100)
    #expect(sums.cross[sums.width + 1] == -120)
    #expect(sums.squares == [58, 146])
    #expect(sums.targetTotals == [10, 6])
    #expect(sums.totals[1] == -40)
    #expect(sums.gram[WideGram.place(1, 0)] == -400)
  }

  @Test func featuresAreHeldWithinTheirLimit() {
    var sums = WideGram(features: 1)
    [Int16.min].withUnsafeBufferPointer { sums.add($0, label: 0) }
    sums.flush()
    #expect(sums.totals[0] == -2_047)
    #expect(sums.gram[0] == 2_047 * 2_047)
    #expect(sums.cross[0] == -2_047)
  }

  @Test func readsWhatItWrote() throws {
    let sums = sums(Self.rows(300, features: 33, seed: 5), features: 33)
    #expect(bytes(of: try copied(sums)) == bytes(of: sums))
    #expect(bytes(of: try copied(WideGram(features: 9))) == bytes(of: WideGram(features: 9)))
  }

  @Test func damageIsNoticed() throws {
    let whole = bytes(of: sums(Self.rows(10, features: 8, seed: 6), features: 8))
    for length in stride(from: 0, to: whole.count, by: 97) {
      var reader = SnapshotReader(Array(whole[..<length]))
      #expect(throws: SnapshotError.self) { try WideGram(from: &reader) }
    }
    // The features, the examples and the length of the matrix.
    for place in [0, 7, 8, 15, 16, 17] {
      var bytes = whole
      bytes[place] ^= 0x80
      var reader = SnapshotReader(bytes)
      if let read = try? WideGram(from: &reader) { #expect(place == 8 && read.count != 10) }
    }
  }

  /// Twenty times as many examples take no more bytes.
  @Test func memoryIsBounded() {
    let few = bytes(of: sums(Self.rows(50, features: 40, seed: 7), features: 40))
    let many = bytes(of: sums(Self.rows(1_000, features: 40, seed: 7), features: 40))
    #expect(few.count == many.count)
  }
}
