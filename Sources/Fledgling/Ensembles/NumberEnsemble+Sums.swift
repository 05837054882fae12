extension NumberEnsemble {
  /// Subtracts examples, whose outcomes are raw, from the sums.
  ///
  /// - Complexity: O(examples × features² / vector width + features²).
  mutating func subtract(_ gone: ReplayBuffer) {
    var sums = columnExperts.blankSums(targets: 2)
    var goneAnova = RidgeSums(features: anova.sums.features)
    goneAnova.reserveTargets(2)
    var t = makeThought()
    var goneSenses = NumberPayloadExperts(senses.perception)
    for row in 0..<gone.count {
      gone.copy(row, into: &t.example.row)
      encode(&t)
      let outcome = clamped(gone.outcome(row))
      let value = TargetScaler.quantised(outcome)
      let second = scale.logTransform.map { TargetScaler.quantised($0.transformed(outcome)) }
      columnExperts.add(t.example, target: 0, value: value, second: second, to: &sums)
      goneAnova.add(t.anova, target: 0, value: value)
      if let second { goneAnova.addTarget(t.anova, target: 1, value: second) }
      tables.subtract(t.example.slots, outcome: outcome)
      goneSenses.add(t.payloadFeatures, outcome: outcome)
      sum -= Int64(value)
    }
    summed -= gone.count
    senses.combine(goneSenses, sign: -1)
    columnExperts.combine(sums, sign: -1)
    anova.combine(goneAnova, sign: -1)
  }

  /// Drops trees that were grown from an example that was removed.
  mutating func dropTrees() {
    trees = nil
    logTrees = nil
    hidden?.clear()
  }

  /// Adds another ensemble's sums, whose encoder and scale are the same.
  mutating func add(sumsOf other: NumberEnsemble) {
    columnExperts.combine(other.columnExperts.sums, sign: 1)
    anova.combine(other.anova.sums, sign: 1)
    tables.add(slowOf: other.tables)
    senses.combine(other.senses, sign: 1)
    sum += other.sum
    summed += other.summed
  }

  /// Adds an example, whose outcome is raw, to the sums only.
  mutating func sum(_ t: inout NumberForwardPass, _ outcome: Double) {
    encode(&t)
    let outcome = clamped(outcome)
    add(t, outcome, toWindows: false)
    senses.add(t.payloadFeatures, outcome: outcome)
  }

  /// Appends the learned state: the sums, which depend only on the set of examples.
  func writeSums(to writer: inout SnapshotWriter) {
    scale.write(to: &writer)
    writer.write(sum)
    writer.write(summed)
    var ridges = columnExperts.sums
    ridges.insert(anova.sums, at: 1)
    for var sums in ridges {
      sums.flush()
      sums.reserveTargets(targets.count)
      writer.write(sums.lowerTriangle)
      for target in targets { writer.write(sums.cross(target)) }
    }
    writer.write(tables.slowSums)
    senses.writeSums(to: &writer)
  }
}
