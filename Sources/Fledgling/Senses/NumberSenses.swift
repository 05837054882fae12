/// The experts over rich fields of a learner that answers numbers; the regression twin of
/// ``ClassSenses``.
struct NumberSenses: Sendable {
  let perception: Perception
  /// A ridge for each of the perception's views; outcomes are in units of ``OutcomeScale/unit``.
  private(set) var ridges: [WideRidge]

  init(_ perception: Perception) {
    self.perception = perception
    ridges = perception.widths.map { WideRidge(features: $0) }
    for index in ridges.indices { ridges[index].reserve(targets: 1) }
  }

  /// States what each expert makes of an example; the mean where there is nothing to go by.
  func state(_ t: inout NumberThought, mean: Float) {
    for index in ridges.indices {
      let expert = NumberEnsemble.Expert.senses + index
      t.experts[expert] = mean
      guard t.impression.isPresent[index], ridges[index].solvedTargets > 0 else { continue }
      ridges[index].state(t.impression.rows[index], into: &t.wideValues)
      t.experts[expert] = t.wideValues[0] / OutcomeScale.unit
    }
  }

  mutating func learn(_ impression: Impression, value: Int) {
    for index in ridges.indices where impression.isPresent[index] {
      ridges[index].learn(impression.rows[index], values: [value])
    }
  }

  /// Adds an example to the sums alone.
  mutating func add(_ impression: Impression, value: Int) {
    for index in ridges.indices where impression.isPresent[index] {
      ridges[index].add(impression.rows[index], values: [value])
    }
  }

  /// Solves if enough was added.
  mutating func refresh() {
    for index in ridges.indices { ridges[index].refresh() }
  }

  /// Takes an example out of the sums.
  mutating func subtract(_ impression: Impression, value: Int) {
    for index in ridges.indices where impression.isPresent[index] {
      ridges[index].subtract(impression.rows[index], values: [value])
    }
  }

  /// Adds all that other sums hold.
  mutating func add(sumsOf other: NumberSenses) {
    for index in ridges.indices { ridges[index].combine(other.ridges[index], sign: 1) }
  }

  /// Solves from the sums alone.
  mutating func settle() {
    for index in ridges.indices { ridges[index].settle() }
  }

  func writeSums(to writer: inout SnapshotWriter) {
    var sums = NumberSenses(perception)
    sums.add(sumsOf: self)
    for ridge in sums.ridges { writer.write(ridge.sums) }
  }
}

extension NumberSenses {
  func write(to writer: inout SnapshotWriter) { writer.write(ridges) }

  init(_ perception: Perception, from reader: inout SnapshotReader) throws(SnapshotError) {
    self.perception = perception
    ridges = try reader.read()
    guard ridges.map(\.features) == perception.widths else {
      throw .damaged("the experts over rich fields do not fit")
    }
  }
}
