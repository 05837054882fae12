/// Boosted trees of one score column whose leaves continue to learn between growths: a linear model
/// over leaf indicators (He et al. 2014), by normalised least mean squares, starting from the
/// boosted values.
struct OnlineLeafTrees: Sendable {
  /// The share of an error that one step removes.
  static let rate: Float = 0.3

  let trees: BoostedTrees
  private var values: [Float]

  init(_ trees: BoostedTrees) {
    self.trees = trees
    values = trees.values
  }

  /// The scores as grown, and after online updates.
  @inline(__always)
  func score(_ codes: [UInt8], leaves: inout [Int32]) -> (grown: Float, living: Float) {
    let count = trees.roots.count
    if leaves.count < count { leaves = [Int32](repeating: 0, count: count) }
    var grown = trees.base[0]
    var living = grown
    // Safety: there is room for the leaf of every tree.
    leaves.withUnsafeMutableBufferPointer { leaves in
      guard let base = leaves.baseAddress else { return }
      trees.leaves(codes, into: base)
      for tree in 0..<count {
        grown += trees.values[Int(base[tree])]
        living += values[Int(base[tree])]
      }
    }
    return (grown, living)
  }

  mutating func learn(_ leaves: [Int32], error: Float) {
    let count = trees.roots.count
    guard count > 0 else { return }
    let step = OnlineLeafTrees.rate * error / Float(count)
    for tree in 0..<count { values[Int(leaves[tree])] += step }
  }
}

extension OnlineLeafTrees: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(trees)
    writer.write(values)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    trees = try reader.read()
    values = try reader.read(count: trees.values.count)
    guard trees.columns == 1, trees.base.count == 1 else {
      throw .damaged("trees of a number have \(trees.columns) scores")
    }
  }
}
