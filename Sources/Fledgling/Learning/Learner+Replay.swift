extension Learner {
  /// The number of newest examples that are replayed when a learner is rebuilt.
  static let relived = 5_000

  /// A learner without sums, with the encoder that fits stored examples.
  init(schema: Schema, seed: UInt64, classes: [String], fittedTo retained: ReplayBuffer) {
    self.init(schema: schema, seed: seed)
    guard retained.count > 0 else { return }
    for column in columns.indices {
      let anchor =
        columns[column].kind == .number ? ColumnSketch.anchor(of: column, in: retained) : 0
      sketches[column] = ColumnSketch(kind: columns[column].kind, anchor: anchor)
    }
    var fitted = sketches
    for column in columns.indices { fitted[column].add(column, of: retained) }
    switch schema.task {
    case .classification:
      let encoder = ColumnEncoder(
        layout, sketches: fitted, retained: retained, classes: classes.count)
      let bank = FeatureMap(encoder: encoder, classes: classes.count, seed: seed)
      classifier = Classifier(classes: classes, bank: bank, seed: seed)
    case .regression:
      let scale = TargetScaler(outcomes: retained.outcomes)
      let encoder = ColumnEncoder(
        layout, sketches: fitted, retained: retained, scale: scale)
      regressor = Regressor(encoder: encoder, scale: scale, seed: seed)
    }
  }

  /// Adds an example that cannot be stored to the sums.
  mutating func sum(_ row: StoredRow, outcome: Double) {
    classifier?.sum(row, label: Int(outcome))
    regressor?.sum(row, outcome: outcome)
    sketch(row)
    count += 1
  }

  /// Adds the stored examples in their order: the older ones to the experts only; the newest are
  /// replayed, so that calibration and mixers learn from predictions made before learning.
  mutating func replay(_ experiences: ReplayBuffer) {
    let older = experiences.selection(0..<max(0, experiences.count - Learner.relived))
    regressor?.enableHiddenLayer()
    classifier?.replay(older)
    regressor?.replay(older)
    retained = older
    count += older.count
    for column in columns.indices { sketches[column].add(column, of: older) }
    schedule = RefitSchedule(count: count)
    for age in older.count..<experiences.count {
      experiences.copy(age, into: &row)
      // All classes are known, so no update is refused.
      _ = try? live(outcome(experiences.outcome(age)), key: experiences.key(age))
      lags.follow(row)
      growIfDue()
      rehearseIfDue()
    }
    finalizeFit()
  }

  /// Solves and grows the parts that depend on everything learned.
  private mutating func finalizeFit() {
    classifier?.ensemble.finalizeFit(retained)
    regressor?.ensemble.finalizeFit(retained)
    schedule.refitted(at: count)
    planTrees()
    classifier?.ensemble.restartRecall()
    rehearse()
    schedule.rehearsed(at: count)
  }
}
