/// The stored rows by which a learner practises to answer rows of any time.
struct Rehearsal {
  /// The maximum number of rows that are asked, and of rows of each age.
  static let most = 1_000
  /// The maximum number of rows that both heads are asked.
  static let mostOfBoth = 400
  /// The number of examples from which learners rehearse.
  static let least = 64
  /// The share of the stored examples that are asked: one in this many.
  private static let share = 5

  /// Rows to leave out of the experts that are then asked for them; in an order that does not
  /// depend on their times.
  let held: ReplayBuffer
  /// The same rows without any history of the stream.
  let timeless: ReplayBuffer
  /// The first of them as if they were asked now, the outcomes before them unknown.
  let asked: ReplayBuffer
  /// How far each of these is from the newest row.
  let steps: [Float]
  /// The stored rows that are not left out, without history of the stream.
  let rest: ReplayBuffer
  /// The newest rows (outcome 1) and as many older ones (outcome 0), with only the cells of their
  /// own fields.
  let ages: ReplayBuffer

  /// - Complexity: O(*n* log *n*) for *n* stored examples.
  init(
    _ retained: ReplayBuffer, layout: RowLayout, encoder: ColumnEncoder, lags: LagState,
    salt: UInt64
  ) {
    let count = retained.count
    let size = min(Rehearsal.most, count / Rehearsal.share)
    let order = (0..<count).map {
      (rank: StableHash.finish(retained.key($0).hash ^ salt), age: $0)
    }.sorted { ($0.rank, $0.age) < ($1.rank, $1.age) }
    held = retained.selection(order.prefix(size).map(\.age))
    let isHeld = Set(order.prefix(size).map(\.age))
    var rest = retained.selection((0..<count).filter { !isHeld.contains($0) })
    rest.clear(layout.columns) { $0.isHistory }
    self.rest = rest
    var asked = layout.nothingRetained
    var row = layout.blank
    var steps: [Float] = []
    for age in 0..<min(held.count, Rehearsal.mostOfBoth) {
      held.copy(age, into: &row)
      lags.derive(&row, layout, time: held.key(age).knownTime)
      layout.hideOutcomes(in: &row)
      steps.append(Moment.step(row, layout: layout, encoder: encoder, lags: lags))
      asked.add(row, outcome: held.outcome(age), key: held.key(age))
    }
    self.asked = asked
    self.steps = steps
    var timeless = held
    timeless.clear(layout.columns) { $0.isHistory }
    self.timeless = timeless
    let older = order.dropFirst(size).filter { $0.age < count - size }.prefix(size).map(\.age)
    var ages = retained.selection(older + Array(count - size..<count))
    ages.setOutcomes((0..<ages.count).map { $0 < older.count ? 0 : 1 })
    ages.clear(layout.columns) { $0.isDerived }
    self.ages = ages
  }
}
