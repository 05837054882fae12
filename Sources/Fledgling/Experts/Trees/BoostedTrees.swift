/// Boosted regression trees: sums of leaf values over one or more score columns.
struct BoostedTrees: Sendable {
  struct Node: Sendable {
    /// The index of the first child; the second follows it.  A leaf points to itself.
    var child: Int32
    /// The place of the compared column among the columns that trees use.
    var column: UInt16
    /// Codes up to this go to the first child.  In a leaf it is the maximum, so that the leaf leads
    /// to itself.
    var cut: UInt16
  }

  /// One grown tree: nodes, their values (zero in inner nodes), and its depth.
  struct Grown {
    var nodes: [Node]
    var values: [Float]
    var depth: Int
  }

  /// The maximum depth; with 31 leaves no tree is deeper.
  static let mostDepth: Int32 = 64

  private(set) var nodes: [Node] = []
  private(set) var values: [Float] = []
  /// The first node of each tree; trees of one round are adjacent, one per score column.
  private(set) var roots: [Int32] = []
  private(set) var depths: [Int32] = []
  let columns: Int
  /// Per score column, the initial score of boosting.
  let base: [Float]
  /// Per column, the place of each code in the order in which trees cut; identity for numbers.
  let places: [UInt8]
  /// The columns that trees use.
  let active: [Int]

  /// The number of classes, if the trees are of classes.
  var classes: Int { columns == 1 ? 2 : columns }

  init(columns: Int, base: [Float], places: [UInt8], active: [Int]) {
    self.active = active
    self.columns = columns
    self.base = base
    self.places = places
  }

  mutating func append(_ tree: Grown) {
    let offset = Int32(nodes.count)
    roots.append(offset)
    depths.append(Int32(tree.depth))
    for var node in tree.nodes {
      node.child += offset
      nodes.append(node)
    }
    values += tree.values
  }

  /// Writes `columns` scores.
  ///
  /// - Complexity: O(rounds × columns × depth).
  func score(_ codes: UnsafePointer<UInt8>, into scores: UnsafeMutablePointer<Float>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: roots.count + 1) { found in
      let found = found.baseAddress.unsafelyUnwrapped
      leaves(codes, into: found)
      for c in 0..<columns { scores[c] = base[c] }
      // Safety: every leaf found is a node, and each node has a value.
      values.withUnsafeBufferPointer { values in
        var c = 0
        for tree in roots.indices {
          scores[c] += values[Int(found[tree])]
          c = c + 1 == columns ? 0 : c + 1
        }
      }
    }
  }
}

extension BoostedTrees: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(nodes)
    writer.write(values)
    writer.write(roots)
    writer.write(depths)
    writer.write(columns)
    writer.write(base)
    writer.write(places)
    writer.write(active)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    nodes = try reader.read()
    values = try reader.read()
    roots = try reader.read()
    depths = try reader.read()
    columns = try reader.read()
    base = try reader.read()
    places = try reader.read()
    active = try reader.read()
    guard values.count == nodes.count, depths.count == roots.count, columns > 0,
      roots.count % columns == 0, base.count == columns,
      places.count == active.count * ColumnBinner.codeLimit,
      roots.allSatisfy({ nodes.indices.contains(Int($0)) }),
      depths.allSatisfy({ (0...BoostedTrees.mostDepth).contains($0) }),
      nodes.indices.allSatisfy({ isSound($0) })
    else { throw .damaged("trees do not fit together") }
  }

  /// Whether a node leads to nodes and compares a column of trees; a leaf leads to itself.
  private func isSound(_ index: Int) -> Bool {
    let node = nodes[index]
    let child = Int(node.child)
    guard Int(node.column) < max(1, active.count) else { return false }
    // The cut of a leaf is above every code, so that it never leads to the node after it.
    return child == index
      ? node.cut >= ColumnBinner.codeLimit - 1 : child >= 0 && child + 1 < nodes.count
  }

  /// Whether the columns that trees use match an encoder.
  func fits(_ encoder: ColumnEncoder) -> Bool {
    active.allSatisfy { encoder.codes.indices.contains($0) }
  }
}
