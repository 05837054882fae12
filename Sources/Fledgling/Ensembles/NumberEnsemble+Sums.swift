extension NumberEnsemble {
  /// What never forgets: ridges whose sums add.
  private var ridgeSums: [RidgeSums] { ([linear, anova] + kernels).map(\.sums) }

  /// Takes experiences, whose outcomes are raw, out of the sums.
  ///
  /// - Complexity: O(experiences × features² / vector width + features²).
  mutating func subtract(_ gone: Retained) {
    var sums = ridgeSums.map { RidgeSums(features: $0.features) }
    for index in sums.indices { sums[index].reserveTargets(2) }
    var t = makeThought()
    var goneSenses = NumberSenses(senses.perception)
    for row in 0..<gone.count {
      gone.copy(row, into: &t.example.row)
      encode(&t)
      let outcome = clamped(gone.outcome(row))
      let value = OutcomeScale.quantised(outcome)
      let second = scale.bend.map { OutcomeScale.quantised($0.bent(outcome)) }
      func add(_ row: UnsafePointer<Int16>, to sums: inout RidgeSums) {
        sums.add(row, target: 0, value: value)
        if let second { sums.addTarget(row, target: 1, value: second) }
      }
      add(t.example.linear, to: &sums[0])
      add(t.anova, to: &sums[1])
      t.example.fourier.withUnsafeBufferPointer { features in
        for index in 2..<sums.count {
          add(
            features.baseAddress.unsafelyUnwrapped + (index - 2) * bank.fourierCount,
            to: &sums[index])
        }
      }
      tables.subtract(t.example.slots, outcome: outcome)
      goneSenses.add(t.impression, outcome: outcome)
      sum -= Int64(value)
    }
    summed -= gone.count
    senses.combine(goneSenses, sign: -1)
    combine(sums, sign: -1)
  }

  private mutating func combine(_ sums: [RidgeSums], sign: Int64) {
    linear.combine(sums[0], sign: sign)
    anova.combine(sums[1], sign: sign)
    for index in kernels.indices { kernels[index].combine(sums[index + 2], sign: sign) }
  }

  /// Drops trees that were grown from an experience that is no more.
  mutating func suspendTrees() {
    trees = nil
    bentTrees = nil
    hidden?.clear()
  }

  /// Takes over another ensemble's sums, whose view and scale are the same.
  mutating func add(sumsOf other: NumberEnsemble) {
    combine(other.ridgeSums, sign: 1)
    tables.add(slowOf: other.tables)
    senses.combine(other.senses, sign: 1)
    sum += other.sum
    summed += other.summed
  }

  /// Adds an experience, whose outcome is raw, to the sums alone.
  mutating func sum(_ t: inout NumberThought, _ outcome: Float) {
    encode(&t)
    let outcome = clamped(outcome)
    add(t, outcome, toWindows: false)
    senses.add(t.impression, outcome: outcome)
  }

  /// Appends what is known: the sums, which depend on the set of experiences alone.
  func writeSums(to writer: inout SnapshotWriter) {
    scale.write(to: &writer)
    writer.write(sum)
    writer.write(summed)
    for var sums in ridgeSums {
      sums.flush()
      sums.reserveTargets(targets.count)
      writer.write(sums.lowerTriangle)
      for target in targets { writer.write(sums.cross(target)) }
    }
    writer.write(tables.slowSums)
    senses.writeSums(to: &writer)
  }
}
