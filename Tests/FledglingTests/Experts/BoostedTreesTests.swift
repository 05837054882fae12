import Foundation
import Testing

@testable import Fledgling

struct BoostedTreesTests {
  /// Retained experiences of three numbers, one with holes, and a category, and their encoder.
  private struct Grove {
    var retained = ReplayBuffer(columns: 4, senses: 0)
    var rows: [(cells: [UInt32], label: Int)] = []
    let encoder: ColumnEncoder
    let classes: Int

    init(classes: Int, rows count: Int, seed: UInt64) {
      self.classes = classes
      var random = SplitMix64(seed: seed)
      let kinds: [Column.Kind] = [.number, .number, .number, .category]
      var sketches = kinds.map { ColumnSketch(kind: $0) }
      for _ in 0..<count {
        let x = random.floats(3, 0, 1)
        let category = random.below(6)
        var place = Int((x[0] + (x[1] > 0.5 ? 0.3 : 0)) * Float(classes))
        if category == 2 { place += 1 }
        if random.below(12) == 0 { place = random.below(classes) }
        let cells = [
          Cell.number(x[0]), random.below(5) == 0 ? Cell.missingNumber : Cell.number(x[1]),
          Cell.number(x[2]), Cell.category(StableHash("category \(category)")),
        ]
        for column in kinds.indices { sketches[column].add(cells[column]) }
        rows.append((cells, place % classes))
      }
      for row in rows { retained.add(row.cells, outcome: Float(row.label)) }
      encoder = ColumnEncoder(
        senses: [], hasFields: true, codes: sketches.map { ColumnBinner($0) },
        relevance: [1, 1, 1, 1],
        active: [0, 1, 2, 3])
    }

    func boost(_ retained: ReplayBuffer, rounds: Int) -> BoostedTrees {
      HistogramTreeBuilder.boost(retained, encoder: encoder, classes: classes, rounds: rounds)
    }

    func codes(_ row: [UInt32]) -> [UInt8] {
      row.indices.map { UInt8(encoder.codes[$0].code(row[$0])) }
    }

    /// The mean log loss on the rows themselves.
    func loss(_ trees: BoostedTrees) -> Double {
      var total = 0.0
      for row in rows {
        var scores = [Float](repeating: 0, count: trees.columns)
        trees.score(codes(row.cells), into: &scores)
        if trees.columns == 1 {
          let odds = Double(row.label == 1 ? scores[0] : -scores[0])
          total += log(1 + exp(-odds))
        } else {
          let sum = scores.reduce(0.0) { $0 + exp(Double($1)) }
          total += log(sum) - Double(scores[row.label])
        }
      }
      return total / Double(rows.count)
    }
  }

  @Test(arguments: [2, 3, 5], [1, 2, 3] as [UInt64])
  func orderDoesNotMatter(classes: Int, seed: UInt64) {
    let grove = Grove(classes: classes, rows: 500, seed: seed)
    let expected = bytes(of: grove.boost(grove.retained, rounds: 8))
    var random = SplitMix64(seed: seed)
    for _ in 0..<2 {
      var retained = ReplayBuffer(columns: 4, senses: 0)
      for row in grove.rows.shuffled(using: &random) {
        retained.add(row.cells, outcome: Float(row.label))
      }
      #expect(bytes(of: grove.boost(retained, rounds: 8)) == expected)
    }
  }

  @Test(arguments: [2, 4], [1, 2, 3] as [UInt64])
  func theLossFalls(classes: Int, seed: UInt64) {
    let grove = Grove(classes: classes, rows: 400, seed: seed)
    let losses = [1, 5, 20, 60].map { grove.loss(grove.boost(grove.retained, rounds: $0)) }
    #expect(losses == losses.sorted(by: >), "\(losses)")
    #expect((losses.last ?? 1) < 0.4 * log(Double(classes)))
  }

  /// The fast traversal, which runs leaves in place to a common depth, against one that stops.
  @Test(arguments: [2, 3], [1, 2, 3] as [UInt64])
  func scoresAreThoseOfASlowTraversal(classes: Int, seed: UInt64) {
    let grove = Grove(classes: classes, rows: 300, seed: seed)
    // Three, and so not a whole number of fours.
    for rounds in [1, 3, 9] {
      let trees = grove.boost(grove.retained, rounds: rounds)
      #expect(trees.roots.count == rounds * trees.columns)
      for row in grove.rows.prefix(100) {
        let codes = grove.codes(row.cells)
        var expected = trees.base
        for (tree, root) in trees.roots.enumerated() {
          var at = Int(root)
          while Int(trees.nodes[at].child) != at {
            let node = trees.nodes[at]
            let column = Int(node.column)
            let place = trees.places[
              column * ColumnBinner.codeLimit + Int(codes[trees.active[column]])]
            at = Int(node.child) + (UInt16(place) > node.cut ? 1 : 0)
          }
          expected[tree % trees.columns] += trees.values[at]
        }
        var scores = [Float](repeating: 0, count: trees.columns)
        trees.score(codes, into: &scores)
        #expect(scores == expected)
      }
    }
  }

  @Test func treesAreOfBoundedSize() {
    let grove = Grove(classes: 2, rows: 800, seed: 5)
    let trees = grove.boost(grove.retained, rounds: 10)
    let leaves = trees.nodes.indices.count { Int(trees.nodes[$0].child) == $0 }
    #expect(leaves <= 10 * HistogramTreeBuilder.leafLimit)
    #expect(trees.nodes.count == 2 * leaves - 10)
    #expect(trees.values.allSatisfy { $0.isFinite })
  }

  /// One class only, one value only: trees that say no more than the prior.
  @Test func nothingToLearn() {
    var retained = ReplayBuffer(columns: 1, senses: 0)
    for row in 0..<64 { retained.add([Cell.number(3)], outcome: Float(row % 2)) }
    var sketch = ColumnSketch(kind: .number)
    sketch.add(Cell.number(3), 64)
    let encoder = ColumnEncoder(
      senses: [], hasFields: true, codes: [ColumnBinner(sketch)], relevance: [1], active: [0])
    let trees = HistogramTreeBuilder.boost(retained, encoder: encoder, classes: 2, rounds: 5)
    var score: Float = 1
    trees.score([1], into: &score)
    #expect(abs(score) < 1e-3)
  }

  @Test func survivesASnapshot() throws {
    let grove = Grove(classes: 3, rows: 300, seed: 2)
    let trees = grove.boost(grove.retained, rounds: 4)
    let copy = try copied(trees)
    #expect(bytes(of: copy) == bytes(of: trees))
    #expect(grove.loss(copy) == grove.loss(trees))
  }
}
