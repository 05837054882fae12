extension BoostedTrees {
  /// The leaf that an example falls into, in each tree.
  ///
  /// - Complexity: O(trees × depth).
  @inline(__always)
  func leaves(_ codes: UnsafePointer<UInt8>, into leaves: UnsafeMutablePointer<Int32>) {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: active.count + 1) { placed in
      for (column, source) in active.enumerated() {
        placed[column] = UInt16(places[column * ColumnBinner.codeLimit + Int(codes[source])])
      }
      // Safety: `append(_:)` and the snapshot's check ensure that every root and child is a node,
      // that a leaf leads to itself, and that a node's column is one of `active`; `placed` has a
      // code for each of those.
      nodes.withUnsafeBufferPointer { nodes in
        let nodes = nodes.baseAddress.unsafelyUnwrapped
        let placed = placed.baseAddress.unsafelyUnwrapped
        @inline(__always) func next(_ at: Int) -> Int {
          let node = nodes[at]
          return Int(node.child) &+ (placed[Int(node.column)] > node.cut ? 1 : 0)
        }
        // Four trees at a time, so that their chains of loads overlap.
        var tree = 0
        while tree + 4 <= roots.count {
          var a = Int(roots[tree])
          var b = Int(roots[tree + 1])
          var c = Int(roots[tree + 2])
          var d = Int(roots[tree + 3])
          let depth = max(
            max(depths[tree], depths[tree + 1]), max(depths[tree + 2], depths[tree + 3]))
          for _ in 0..<depth {
            a = next(a)
            b = next(b)
            c = next(c)
            d = next(d)
          }
          leaves[tree] = Int32(a)
          leaves[tree + 1] = Int32(b)
          leaves[tree + 2] = Int32(c)
          leaves[tree + 3] = Int32(d)
          tree += 4
        }
        while tree < roots.count {
          var a = Int(roots[tree])
          for _ in 0..<depths[tree] { a = next(a) }
          leaves[tree] = Int32(a)
          tree += 1
        }
      }
    }
  }
}
