import Testing

@testable import Fledgling

struct SketchTests {
  static let kinds: [Column.Kind] = [.number, .category]
  static let seeds = [UInt64](1...4)

  private struct Sketch<Kind: SketchKind>: Summary {
    private var sketch = ColumnSketch(kind: Kind.kind)
    init() {}
    mutating func add(_ cell: UInt32) { sketch.add(cell) }
    var bytes: [UInt8] { FledglingTests.bytes(of: sketch) }
  }

  private protocol SketchKind { static var kind: Column.Kind { get } }
  private enum Numbers: SketchKind { static let kind = Column.Kind.number }
  private enum Categories: SketchKind { static let kind = Column.Kind.category }

  static func cells(_ kind: Column.Kind, _ count: Int, seed: UInt64) -> [UInt32] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      if random.below(10) == 0 {
        return kind == .number ? Cell.missingNumber : Cell.missingCategory
      }
      return kind == .number
        ? Cell.number(random.below(50) == 0 ? .infinity : random.normal() * 1_000)
        : Cell.category(StableHash("category \(random.below(400))"))
    }
  }

  @Test(arguments: seeds)
  func orderDoesNotMatter(seed: UInt64) {
    let numbersPass = isOrderFree(Sketch<Numbers>.self, Self.cells(.number, 700, seed: seed))
    #expect(numbersPass)
    let categoriesPass = isOrderFree(
      Sketch<Categories>.self, Self.cells(.category, 700, seed: seed))
    #expect(categoriesPass)
  }

  /// Taking away gives what would be there had it never been added, to the byte.
  @Test(arguments: kinds, seeds)
  func whatIsTakenAwayLeavesNoTrace(kind: Column.Kind, seed: UInt64) {
    let kept = Self.cells(kind, 300, seed: seed)
    let removed = Self.cells(kind, 500, seed: seed + 100)
    var expected = ColumnSketch(kind: kind)
    for cell in kept { expected.add(cell) }
    var sketch = ColumnSketch(kind: kind)
    for cell in removed + kept { sketch.add(cell) }
    #expect(bytes(of: sketch) != bytes(of: expected))
    for cell in removed.reversed() { sketch.add(cell, -1) }
    #expect(bytes(of: sketch) == bytes(of: expected))
    for cell in kept { sketch.add(cell, -1) }
    #expect(bytes(of: sketch) == bytes(of: ColumnSketch(kind: kind)))
  }

  @Test(arguments: kinds, seeds)
  func addingOftenIsAddingMuch(kind: Column.Kind, seed: UInt64) {
    var once = ColumnSketch(kind: kind)
    var often = once
    for cell in Self.cells(kind, 100, seed: seed) {
      once.add(cell, 3)
      for _ in 0..<3 { often.add(cell) }
    }
    #expect(bytes(of: once) == bytes(of: often))
  }

  @Test(arguments: kinds, seeds)
  func countsAreThoseOfTheCells(kind: Column.Kind, seed: UInt64) {
    let cells = Self.cells(kind, 900, seed: seed)
    var sketch = ColumnSketch(kind: kind)
    var expected: [UInt32: Int64] = [:]
    var missing: Int64 = 0
    for cell in cells {
      sketch.add(cell)
      switch (kind, cell) {
      case (.number, Cell.missingNumber), (.category, Cell.missingCategory): missing += 1
      case (.number, _): expected[UInt32(NumberGrid.key(Float(bitPattern: cell))), default: 0] += 1
      case (.category, _): expected[CategoryGrid.cell(cell), default: 0] += 1
      }
    }
    let found = sketch.cells.sorted()
    #expect(sketch.missing == missing)
    #expect(missing > 0)
    #expect(found.map(\.cell) == expected.keys.sorted())
    #expect(found.allSatisfy { expected[$0.cell] == $0.count })
  }

  /// However many categories or numbers there are, a sketch stays small.
  @Test func memoryIsBounded() {
    var categories = ColumnSketch(kind: .category)
    var numbers = ColumnSketch(kind: .number)
    var random = SplitMix64(seed: 1)
    for index in 0..<60_000 {
      categories.add(Cell.category(StableHash("category \(index)")))
      numbers.add(Cell.number(1 + random.uniform()))
    }
    #expect(categories.cells.sorted().count <= CategoryGrid.size)
    #expect(categories.cells.sorted().count > CategoryGrid.size * 9 / 10)
    #expect(numbers.cells.sorted().count == 128)
  }

  @Test(arguments: kinds)
  func survivesASnapshot(kind: Column.Kind) throws {
    var sketch = ColumnSketch(kind: kind, anchor: 3)
    for cell in Self.cells(kind, 400, seed: 8) { sketch.add(cell) }
    var copy = try copied(sketch)
    #expect(bytes(of: copy) == bytes(of: sketch))
    for cell in Self.cells(kind, 400, seed: 9) {
      sketch.add(cell)
      copy.add(cell)
    }
    #expect(bytes(of: copy) == bytes(of: sketch))
  }
}
