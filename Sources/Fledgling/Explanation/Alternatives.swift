extension Explainer {
  /// The number of fields tried, of values tried for each, and of alternatives reported.
  private static let fieldsTried = 8
  private static let valuesTried = 16
  private static let named = 5

  private struct Trial {
    let alternative: Explanation.Counterfactual
    /// The share of examples between the present value and the one tried, in [0, 1].
    let step: Float
  }

  /// Changes of one field that change the prediction.
  func alternatives(
    _ row: StoredRow, _ prediction: Prediction, _ contributions: [Explanation.FieldAttribution]
  ) -> [Explanation.Counterfactual] {
    var trials: [Trial] = []
    for contribution in contributions.prefix(Explainer.fieldsTried) {
      guard
        let field = learner.schema.fields.firstIndex(where: { $0.name == contribution.field }),
        let place = learner.columns.firstIndex(where: { $0.source == .field(field) })
      else { continue }
      trials += self.trials(row, field: field, place: place)
    }
    switch prediction {
    case .unknown: return []
    case .label(let said):
      let others = trials.filter {
        if case .label(let other) = $0.alternative.answer {
          other.label != said.label
        } else {
          false
        }
      }
      // Of each field, keep the smallest step.
      var seen: Set<String> = []
      return others.sorted { $0.step < $1.step }.map(\.alternative)
        .filter { seen.insert($0.field).inserted }.prefix(Explainer.named).map { $0 }
    case .number:
      let sorted = trials.map(\.alternative).sorted { $0.answer.strength < $1.answer.strength }
      guard let low = sorted.first, let high = sorted.last else { return [] }
      return [low, high].filter { $0.answer != prediction }
    }
  }

  private func trials(_ row: StoredRow, field: Int, place: Int) -> [Trial] {
    let code = learner.encoder.codes[place]
    let name = learner.schema.fields[field].name
    let own = row.wide(place)
    func rank(_ value: WideCell) -> Float {
      code.rank(
        value.cell, rest: value.rest, code: code.code(value.cell, rest: value.rest))
    }
    return candidates(row, place).compactMap { other in
      guard other != own else { return nil }
      var changed = row
      changed.put(other, at: place)
      for derived in learner.layout.places(of: field) where learner.columns[derived].isDerived {
        changed.clear(derived, .number)
      }
      let isNumber = code.kind == .number
      let step = isNumber ? abs(rank(other) - rank(own)) : 0.5
      let answer = learner.guided(learner.unaided(changed, effort: .full), changed)
      return Trial(
        alternative: Explanation.Counterfactual(
          field: name, value: isNumber ? other.number : nil, answer: answer),
        step: step)
    }
  }

  /// Values of a column among the stored examples: for numbers those at evenly spaced ranks, for
  /// categories the most frequent.
  private func candidates(_ row: StoredRow, _ place: Int) -> [WideCell] {
    let retained = learner.retained
    let step = max(1, retained.count / 512)
    var sample: [WideCell] = []
    var other = row
    for age in Swift.stride(from: 0, to: retained.count, by: step) {
      retained.copy(age, into: &other)
      if other[place] != Cell.missing(learner.columns[place].kind) {
        sample.append(other.wide(place))
      }
    }
    guard !sample.isEmpty else { return [] }
    if learner.columns[place].kind == .number {
      let sorted = sample.sorted { $0.number < $1.number }
      let places = (0...Explainer.valuesTried).map {
        (sorted.count - 1) * $0 / Explainer.valuesTried
      }
      return Array(Set(places.map { sorted[$0] })).sorted {
        ($0.cell, $0.rest) < ($1.cell, $1.rest)
      }
    }
    var counts: [WideCell: Int] = [:]
    for cell in sample { counts[cell, default: 0] += 1 }
    return counts.sorted { ($0.value, $1.key.cell) > ($1.value, $0.key.cell) }
      .prefix(Explainer.valuesTried).map(\.key)
  }
}
