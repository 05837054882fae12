/// Histogram gradient boosting with integer histograms: a pure function of the set of rows,
/// whatever their order.
///
/// Leaf-wise growth after LightGBM (Ke et al. 2017); gradients rounded to integers after Shi et
/// al. 2022.
struct HistogramTreeBuilder {
  static let leafLimit = 31
  static let learningRate: Float = 0.2
  static let leafPenalty: Float = 0.3
  static let leastCurvature: Float = 0.3
  /// Gradients and curvatures are counted in units of 2^-14.
  static let unit: Float = 16_384

  /// Row-major codes, already placed in cut order.
  let codes: [UInt8]
  let rows: Int
  let columns: Int
  /// The number of codes in use per column.
  let codeCounts: [Int]

  /// The number of bins per column in a histogram: enough for the widest column.
  private let width: Int
  var gradients: [Int64]
  private var order: [Int32]
  private var spare: [Int32]

  init(codes: [UInt8], rows: Int, columns: Int, codeCounts: [Int]) {
    self.codes = codes
    self.rows = rows
    self.columns = columns
    self.codeCounts = codeCounts
    width = ((codeCounts.max() ?? 1) + 7) / 8 * 8
    gradients = [Int64](repeating: 0, count: Kernels.padded(rows))
    order = [Int32](repeating: 0, count: rows)
    spare = order
  }

  private struct Split {
    var gain: Float = 0
    var column = 0
    var cut = 0
    var left: Int64 = 0
  }

  private struct Leaf {
    var node: Int
    var depth: Int
    var range: Range<Int>
    var total: Int64
    var histogram: [Int64]
    var split: Split
  }

  /// The mean curvature below which further trees on these rows no longer help.
  static let settledCurvature = 0.002

  /// Whether the rows are fitted so well that no tree helps.
  var isSettled: Bool {
    HistogramTreeBuilder.parts(total).1 < HistogramTreeBuilder.settledCurvature * Double(rows)
  }

  /// The sum of all gradients and curvatures.
  private var total: Int64 {
    var total: Int64 = 0
    for row in 0..<rows { total += gradients[row] }
    return total
  }

  /// Sets a row's gradient and curvature.
  @inline(__always)
  mutating func set(_ row: Int, gradient: Float, curvature: Float) {
    let g = Int64(Elementary.round(gradient * HistogramTreeBuilder.unit))
    let h = max(1, Int64(Elementary.round(curvature * HistogramTreeBuilder.unit)))
    gradients[row] = (g << 32) + h
  }

  /// Grows one tree on the present gradients, and adds its leaf values to `scores`.
  mutating func grow(adding scores: inout [Float], column: Int, of scoreColumns: Int)
    -> BoostedTrees.Grown
  {
    for row in 0..<rows { order[row] = Int32(row) }
    var nodes = [BoostedTrees.Node(child: 0, column: 0, cut: .max)]
    let root = histogram(0..<rows)
    let total = total
    var leaves = [
      Leaf(
        node: 0, depth: 0, range: 0..<rows, total: total, histogram: root, split: best(root, total))
    ]
    let limit = max(8, min(HistogramTreeBuilder.leafLimit, rows / 24))
    while leaves.count < limit {
      var chosen = -1
      var gain: Float = 1e-6
      for (index, leaf) in leaves.enumerated() where leaf.split.gain > gain {
        gain = leaf.split.gain
        chosen = index
      }
      if chosen < 0 { break }
      let leaf = leaves[chosen]
      let child = nodes.count
      nodes[leaf.node] = BoostedTrees.Node(
        child: Int32(child), column: UInt16(leaf.split.column), cut: UInt16(leaf.split.cut))
      nodes.append(BoostedTrees.Node(child: Int32(child), column: 0, cut: .max))
      nodes.append(BoostedTrees.Node(child: Int32(child + 1), column: 0, cut: .max))
      let (lower, upper) = divide(leaf, child: child)
      leaves[chosen] = lower
      leaves.append(upper)
    }
    var values = [Float](repeating: 0, count: nodes.count)
    var depth = 0
    for leaf in leaves {
      let (g, h) = HistogramTreeBuilder.parts(leaf.total)
      let value =
        Float(-g / (h + Double(HistogramTreeBuilder.leafPenalty)))
        * HistogramTreeBuilder.learningRate
      values[leaf.node] = value
      depth = max(depth, leaf.depth)
      for place in leaf.range { scores[Int(order[place]) * scoreColumns + column] += value }
    }
    return BoostedTrees.Grown(nodes: nodes, values: values, depth: depth)
  }

  /// The two leaves that a leaf's split makes; `child` is the node of the lower one, and the next node
  /// that of the upper one.
  private mutating func divide(_ leaf: Leaf, child: Int) -> (lower: Leaf, upper: Leaf) {
    let middle = partition(leaf.range, leaf.split)
    let lower = leaf.range.lowerBound..<middle
    let upper = middle..<leaf.range.upperBound
    // Rows of the smaller side alone are counted: the rest of the leaf's histogram is the other's.
    let lowerIsSmall = lower.count <= upper.count
    let small = histogram(lowerIsSmall ? lower : upper)
    let large = [Int64](unsafeUninitializedCapacity: small.count) { large, count in
      for i in small.indices { large[i] = leaf.histogram[i] &- small[i] }
      count = small.count
    }
    func made(_ node: Int, _ range: Range<Int>, _ total: Int64, _ histogram: [Int64]) -> Leaf {
      Leaf(
        node: node, depth: leaf.depth + 1, range: range, total: total, histogram: histogram,
        split: best(histogram, total))
    }
    return (
      made(child, lower, leaf.split.left, lowerIsSmall ? small : large),
      made(child + 1, upper, leaf.total - leaf.split.left, lowerIsSmall ? large : small)
    )
  }

  @inline(__always)
  private static func parts(_ packed: Int64) -> (Double, Double) {
    let h = packed & 0xffff_ffff
    let g = (packed - h) >> 32
    let unit = 1.0 / Double(HistogramTreeBuilder.unit)
    return (Double(g) * unit, Double(h) * unit)
  }

  private func histogram(_ range: Range<Int>) -> [Int64] {
    return [Int64](unsafeUninitializedCapacity: columns * width) { bins, count in
      bins.initialize(repeating: 0)
      count = columns * width
      // Safety: `order` holds row numbers below `rows`, `codes` has `columns` codes for each row
      // and `gradients` one sum; every code is below `width`, so that it has a bin.
      codes.withUnsafeBufferPointer { codes in
        order.withUnsafeBufferPointer { order in
          gradients.withUnsafeBufferPointer { gradients in
            let bins = bins.baseAddress.unsafelyUnwrapped
            for place in range {
              let row = Int(order[place])
              let g = gradients[row]
              let c = codes.baseAddress.unsafelyUnwrapped + row &* columns
              var b = bins
              for column in 0..<columns {
                b[Int(c[column])] &+= g
                b += width
              }
            }
          }
        }
      }
    }
  }

  private func best(_ histogram: [Int64], _ total: Int64) -> Split {
    var split = Split()
    histogram.withUnsafeBufferPointer { bins in
      for column in 0..<columns where codeCounts[column] > 1 {
        var left: Int64 = 0
        var cut: Int32 = -1
        let gain = Kernels.best.split(
          bins.baseAddress.unsafelyUnwrapped + column * width, codeCounts[column], total,
          HistogramTreeBuilder.leafPenalty, HistogramTreeBuilder.leastCurvature, &left, &cut)
        if gain > split.gain {
          split = Split(gain: gain, column: column, cut: Int(cut), left: left)
        }
      }
    }
    return split
  }

  private mutating func partition(_ range: Range<Int>, _ split: Split) -> Int {
    var low = range.lowerBound
    var high = 0
    let cut = UInt8(split.cut)
    // Safety: `order` holds row numbers below `rows`, and `spare` has a place for each row.
    codes.withUnsafeBufferPointer { codes in
      order.withUnsafeMutableBufferPointer { order in
        spare.withUnsafeMutableBufferPointer { spare in
          for place in range {
            let row = order[place]
            // Both are written and one is kept: no branch to mispredict.
            let stays = codes[Int(row) &* columns &+ split.column] <= cut ? 1 : 0
            order[low] = row
            spare[high] = row
            low &+= stays
            high &+= 1 &- stays
          }
          for place in 0..<high { order[low + place] = spare[place] }
        }
      }
    }
    return low
  }
}
