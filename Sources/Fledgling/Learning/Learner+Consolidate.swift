extension Learner {
  /// Whether every example learned is kept, so that everything can be rebuilt from them.
  public var isComplete: Bool { retained.count == count }

  /// Examples that are kept and have neither an id nor a time: rebuilt, they are taken in no order
  /// and without history.
  ///
  /// - Complexity: O(examples kept).
  public var unorderedCount: Int { retained.keys.count { !$0.isOrdered } }

  /// Rebuilds the learner so that it is a function of what was learned alone, whatever the order in
  /// which that came.
  ///
  /// Where every example is at hand (``isComplete``), the encoder is fitted again and nothing stays of
  /// the path the learner took; examples are ordered by time and id, and one that has neither is
  /// seen without history.  Else the encoder and the sums stay, and the rest is rebuilt from the
  /// examples that are kept.
  ///
  /// - Complexity: O(examples kept); about as long as learning them a second time, or less.
  public mutating func consolidate() {
    let (forgotten, pins, rounded) = (forgotten, pins, rounded)
    if isComplete {
      self = Consolidation.learner(of: retained, labels: classes, schema: schema, seed: seed)
    } else {
      rebuildWithinEpoch()
    }
    self.forgotten = forgotten
    self.pins = pins
    self.rounded = rounded
    for pin in pins.cases {
      if case .label(let label) = pin.outcome { classifier?.adopt(label) }
    }
    measurePins()
  }

  /// Rebuilds all but the encoder and the sums of examples that are not kept.
  private mutating func rebuildWithinEpoch() {
    var rebuilt = self
    let kept = retained.newest(retained.count)
    rebuilt.subtract(kept)
    rebuilt.restart()
    rebuilt.replay(kept)
    rebuilt.names = names
    rebuilt.lags = lags
    self = rebuilt
  }

  /// Forgets all but the encoder and the sums.
  private mutating func restart() {
    classifier?.restart()
    regressor?.restart()
    drift = DriftMonitor()
  }
}
