import Testing

@testable import Fledgling

struct NumberCodeTests {
  private static let limit = Float.greatestFiniteMagnitude

  private func code(_ values: [Float], missing: Int = 0) -> ColumnBinner {
    var sketch = ColumnSketch(kind: .number)
    for value in values { sketch.add(Cell.number(value)) }
    for _ in 0..<missing { sketch.add(Cell.missingNumber) }
    return ColumnBinner(sketch)
  }

  /// Columns of many shapes.
  private static let shapes = [
    "normal", "few", "heavy", "spike", "huge", "ends", "tiny", "skewed", "offset",
  ]

  private func values(_ shape: String, _ seed: UInt64, count: Int = 1_500) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { row in
      let normal = random.normal()
      switch shape {
      case "few": return Float(random.below(5))
      case "heavy": return normal * normal * normal * normal * normal * 1e6
      case "spike": return random.below(10) < 9 ? 0 : normal
      case "huge": return normal * 1e37
      case "ends": return [Float.infinity, -.infinity, 1e38, -1e38, normal][random.below(5)]
      case "tiny": return normal * 1e-38
      case "skewed": return Elementary.exp(3 * normal)
      case "offset": return 1_000 + normal
      default: return normal
      }
    }
  }

  @Test(arguments: shapes, [1, 2] as [UInt64])
  func codesFollowTheOrderOfTheNumbers(shape: String, seed: UInt64) {
    let values = values(shape, seed)
    let code = code(values)
    var random = SplitMix64(seed: seed)
    let others: [Float] = [0, Self.limit, -Self.limit, 1, -1] + random.floats(50, -1e4, 1e4)
    let cells = (values + others).sorted().map { Cell.number($0) }
    let codes = cells.map { code.code($0) }
    #expect(codes == codes.sorted())
    #expect(codes.allSatisfy { 1 <= $0 && $0 < code.codeCount })
    // Whatever was seen reaches every code.
    #expect(Set(values.map { code.code(Cell.number($0)) }) == Set(1..<code.codeCount))
    #expect(code.codeCount <= ColumnBinner.codeLimit)
  }

  @Test(arguments: shapes, [1, 2] as [UInt64])
  func ranksFollowTheOrderOfTheNumbers(shape: String, seed: UInt64) {
    let values = values(shape, seed)
    let code = code(values)
    let ranks = values.sorted().map { value in
      let cell = Cell.number(value)
      return code.rank(cell, code: code.code(cell))
    }
    #expect(ranks.allSatisfy { 0 <= $0 && $0 <= 1 })
    // A rounding error is no disorder.
    let drop = zip(ranks, ranks.dropFirst()).map { $0 - $1 }.max() ?? 0
    #expect(drop <= 1e-6)
  }

  /// So many equal numbers that they fill a code: all are ranked between those before and after.
  @Test(arguments: [1.005, -1.005, -1.001, -300.7] as [Float])
  func ranksOfACommonNumber(common: Float) {
    var random = SplitMix64(seed: 1)
    let rest = (0..<900).map { _ in abs(common) * 3 * random.normal() }
    let code = code(rest + [Float](repeating: common, count: 600))
    func rank(_ value: Float) -> Float {
      let cell = Cell.number(value)
      return code.rank(cell, code: code.code(cell))
    }
    let below = rest.filter { $0 < common - 0.02 * abs(common) }.map(rank).max() ?? 0
    let above = rest.filter { $0 > common + 0.02 * abs(common) }.map(rank).min() ?? 1
    #expect(below <= rank(common) + 1e-6)
    #expect(rank(common) <= above + 1e-6)
  }

  /// The rank is the share of values below, to within a code's width.
  @Test(arguments: ["normal", "heavy", "skewed", "few"], [1, 2] as [UInt64])
  func ranksAreShares(shape: String, seed: UInt64) {
    let values = values(shape, seed)
    let code = code(values)
    let sorted = values.sorted()
    for place in stride(from: 0, to: sorted.count, by: 37) {
      let cell = Cell.number(sorted[place])
      let below = Float(sorted.count { $0 < sorted[place] }) / Float(sorted.count)
      let upTo = Float(sorted.count { $0 <= sorted[place] }) / Float(sorted.count)
      let rank = code.rank(cell, code: code.code(cell))
      #expect(rank > below - 0.02 && rank < upTo + 0.02, "rank of \(sorted[place])")
    }
  }

  @Test(arguments: shapes)
  func standardisedIsBounded(shape: String) {
    let values = values(shape, 3)
    let code = code(values)
    for value in values + [0, .infinity, -.infinity, 1e38, -1e38] {
      let z = code.standardised(Cell.number(value))
      #expect(-4 <= z && z <= 4, "\(value)")
    }
    #expect(code.mean.isFinite)
    #expect(code.inverseDeviation.isFinite)
  }

  @Test(arguments: [UInt64](1...3))
  func aNormalColumnIsStandardised(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let code = code((0..<2_000).map { _ in 5 + 3 * random.normal() })
    #expect(abs(code.mean - 5) < 0.25)
    #expect(abs(1 / code.inverseDeviation - 3) < 0.25)
    #expect(!code.isHeavyTailed)
    #expect(!code.hasMissing)
  }

  @Test func heavyTails() {
    #expect(code(values("heavy", 1)).isHeavyTailed)
  }

  @Test func missingIsZero() {
    let code = code([1, 2, 3], missing: 2)
    #expect(code.hasMissing)
    #expect(code.code(Cell.missingNumber) == 0)
    #expect(code.standardised(Cell.missingNumber) == 0)
    #expect(code.rank(Cell.missingNumber, code: 0) == 0.5)
  }

  @Test func allMissing() {
    let code = code([], missing: 50)
    #expect(code.codeCount == 1)
    #expect(code.code(Cell.missingNumber) == 0)
    // A number that comes later has no code of its own.
    #expect(code.code(Cell.number(3)) == 0)
    #expect(code.standardised(Cell.number(3)) == 0)
  }

  @Test(arguments: [0, 1, -7, 1e30, 3.4e38] as [Float])
  func constant(value: Float) {
    let code = code([Float](repeating: value, count: 100))
    #expect(code.codeCount == 2)
    for other in [value, 0, 1e38, -1e38] { #expect(code.code(Cell.number(other)) == 1) }
    #expect(abs(code.standardised(Cell.number(value))) < 4.01)
    #expect(code.rank(Cell.number(value), code: 1) == 0.5)
  }

  @Test func survivesASnapshot() throws {
    let code = code(values("skewed", 4), missing: 3)
    let copy = try copied(code)
    #expect(bytes(of: copy) == bytes(of: code))
    for value in values("skewed", 5) {
      let cell = Cell.number(value)
      #expect(copy.code(cell) == code.code(cell))
      #expect(copy.standardised(cell) == code.standardised(cell))
    }
  }
}

struct CategoryCodeTests {
  private func cell(_ index: Int) -> UInt32 { Cell.category(StableHash("category \(index)")) }

  /// Category k comes once more than category k + 1.
  private func code(_ categories: Int, missing: Int = 0) -> ColumnBinner {
    var sketch = ColumnSketch(kind: .category)
    for index in 0..<categories { sketch.add(cell(index), Int64(categories - index)) }
    for _ in 0..<missing { sketch.add(Cell.missingCategory) }
    return ColumnBinner(sketch)
  }

  @Test(arguments: [1, 2, 3, 10, 24, 25, 200])
  func theCommonestHasTheFirstCode(categories: Int) {
    let code = code(categories)
    #expect((0..<categories).map { code.code(cell($0)) } == Array(1...categories))
    #expect(code.codeCount == categories + 2)
    #expect(code.indicators == min(categories, ColumnBinner.indicatorLimit))
    #expect(!code.isWide)
    // One never seen has the last code.
    #expect(code.code(cell(100_000)) == categories + 1)
  }

  @Test func tenThousand() {
    let code = code(10_000)
    #expect(code.isWide)
    #expect(code.codeCount == ColumnBinner.codeLimit)
    #expect(code.indicators == ColumnBinner.indicatorLimit)
    let codes = (0..<10_000).map { code.code(cell($0)) }
    #expect(Set(codes) == Set(1..<ColumnBinner.codeLimit))
    // The rare share the last code.
    #expect(codes.count { $0 == ColumnBinner.codeLimit - 1 } > 9_000)
  }

  @Test func missing() {
    let some = code(5, missing: 2)
    #expect(some.hasMissing)
    #expect(some.code(Cell.missingCategory) == 0)
    let none = code(0, missing: 9)
    #expect(none.code(Cell.missingCategory) == 0)
    #expect((1..<none.codeCount).contains(none.code(cell(3))))
  }

  @Test func levelsStayWithinTheirCounts() {
    for categories in [0, 1, 2, 3, 4, 8, 9, 300] {
      let code = code(categories)
      for (which, count) in (ColumnBinner.levelCounts + [code.singleLevelCount]).enumerated() {
        for place in 0..<code.codeCount {
          let level = Int(code.levels[which * ColumnBinner.codeLimit + place])
          #expect(level < count, "\(categories) categories, code \(place), of \(count) levels")
        }
      }
    }
  }

  @Test func survivesASnapshot() throws {
    let code = code(700, missing: 1)
    let copy = try copied(code)
    #expect(bytes(of: copy) == bytes(of: code))
    #expect((0..<900).allSatisfy { copy.code(cell($0)) == code.code(cell($0)) })
  }
}
