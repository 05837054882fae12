extension ClassEnsemble {
  /// Subtracts examples from the sums.
  ///
  /// - Complexity: O(examples × features² / vector width + features²).
  mutating func subtract(_ gone: ReplayBuffer) {
    var sums = columnExperts.blankSums(targets: max(2, classes))
    var example = bank.makeExample()
    for row in 0..<gone.count {
      gone.copy(row, into: &example.row)
      bank.encode(&example)
      let label = Int(gone.outcome(row))
      columnExperts.add(example, target: label, value: 1, to: &sums)
      tables.subtract(example.slots, label: label)
      counts[label] -= 1
    }
    learned -= gone.count
    senses.subtract(gone)
    columnExperts.combine(sums, sign: -1)
  }

  /// Drops trees that were grown from an example that was removed.
  mutating func dropTrees() {
    trees = nil
    recentTrees = nil
    recall.recency = nil
    recall.trees = nil
  }

  /// Adds another ensemble's sums, whose encoder is the same; its classes are renumbered.
  mutating func add(sumsOf other: ClassEnsemble, numbers: [Int]) {
    for (index, count) in other.counts.enumerated() { counts[numbers[index]] += count }
    learned += other.learned
    columnExperts.combine(other.columnExperts.sums, sign: 1, numbers: numbers)
    tables.add(slowOf: other.tables, numbers: numbers)
    senses.add(sumsOf: other.senses, numbers: numbers)
  }

  /// Adds an example to the sums only.
  mutating func sum(_ example: EncodedExample, label: Int) {
    add(example, label: label, toWindows: false)
    senses.add(example.row, label: label)
    note(label)
  }

  /// Counts an example of a class.
  mutating func note(_ label: Int) {
    counts[label] += 1
    learned += 1
  }

  /// Appends the learned state: the sums, which depend only on the set of examples, class by class
  /// in a given order.
  func writeSums(to writer: inout SnapshotWriter, order: [Int]) {
    writer.write(order.map { counts[$0] })
    for var sums in columnExperts.sums {
      sums.flush()
      sums.reserveTargets(classes)
      writer.write(sums.lowerTriangle)
      for target in order { writer.write(sums.cross(target)) }
    }
    writer.write(tables.slowCounts(order: order))
    senses.writeSums(to: &writer, order: order)
  }
}
