@testable import Fledgling

/// A kind of column to draw cells of.
enum CellShape: CaseIterable {
  case normal, few, holes, extreme, category, wide, constant

  var kind: Column.Kind {
    switch self {
    case .normal, .few, .holes, .extreme, .constant: .number
    case .category, .wide: .category
    }
  }

  func draw(_ random: inout SplitMix64) -> UInt32 {
    switch self {
    case .normal: Cell.number(random.normal())
    case .few: Cell.number(Float(random.below(4)))
    case .holes: random.below(3) == 0 ? Cell.missingNumber : Cell.number(random.normal() * 1e5)
    case .extreme: Cell.number([.infinity, -.infinity, 1e38, 0, .nan, -3][random.below(6)])
    case .category:
      random.below(9) == 0
        ? Cell.missingCategory : Cell.category(StableHash("\(random.below(30))"))
    case .wide: Cell.category(StableHash("\(random.below(5_000))"))
    case .constant: Cell.number(7)
    }
  }
}

/// An encoder fitted to columns of random shapes, some of which it does not look at.
struct RandomEncoder {
  let shapes: [CellShape]
  let encoder: ColumnEncoder

  init(columns: Int, seed: UInt64, examples: Int = 600) {
    var random = SplitMix64(seed: seed)
    shapes = (0..<columns).map { _ in CellShape.allCases[random.below(CellShape.allCases.count)] }
    let codes = shapes.map { shape in
      var sketch = ColumnSketch(kind: shape.kind)
      for _ in 0..<examples { sketch.add(shape.draw(&random)) }
      return ColumnBinner(sketch)
    }
    let relevance = shapes.map { _ in random.uniform(0.05, 1) }
    let active = shapes.indices.filter { codes[$0].codeCount > 1 && random.below(6) > 0 }
    encoder = ColumnEncoder(
      senses: [], hasFields: true, codes: codes, relevance: relevance, active: active)
  }

  func cells(_ random: inout SplitMix64) -> [UInt32] { shapes.map { $0.draw(&random) } }
}
