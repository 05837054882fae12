extension Learner {
  var bank: FeatureMap {
    classifier?.ensemble.bank ?? regressor?.ensemble.bank
      ?? FeatureMap(encoder: ColumnEncoder(blank: layout), classes: 0, seed: seed)
  }

  var linearRidge: Ridge {
    classifier?.ensemble.columnExperts.linear ?? regressor?.ensemble.columnExperts.linear
      ?? Ridge(features: 0, scale: 1, penalty: 1)
  }

  /// Relates the linear ridge's targets to a prediction: the index of the target, the value of an
  /// example's outcome in it, and the size of its unit in the prediction's unit.
  func linearScale(
    of prediction: Prediction
  ) -> (target: Int, value: (Double) -> Float, unit: Double)? {
    switch prediction {
    case .unknown: return nil
    case .label(let said):
      guard classes.count > 1 else { return nil }
      let best = said.best
      if classes.count == 2 {
        return (1, { $0 == 1 ? 1 : 0 }, best == 1 ? 1 : -1)
      }
      return (best, { Int($0) == best ? 1 : 0 }, 1)
    case .number:
      guard let scale = regressor?.ensemble.scale else { return nil }
      return (
        0, { Float(TargetScaler.quantised(scale.standardised($0))) },
        scale.deviation / Double(TargetScaler.unit)
      )
    }
  }

  /// Each expert's own prediction.
  func votes(_ row: StoredRow, on prediction: Prediction) -> [Explanation.ExpertContribution] {
    let said: [Double]
    switch prediction {
    case .unknown: return []
    case .label(let answer):
      guard let classifier, classes.count > 1 else { return [] }
      said = classifier.votes(row, on: answer.best)
    case .number: said = regressor?.votes(row) ?? []
    }
    let votes = zip(experts, said).map {
      Explanation.ExpertContribution(expert: $0.name, value: $1, weight: $0.weight)
    }
    return votes.sorted { $0.weight > $1.weight }
  }
}

extension Classifier {
  /// The probability that each expert gives to a class.
  fileprivate func votes(_ row: StoredRow, on label: Int) -> [Double] {
    let pass = pass(on: row)
    let c = ensemble.columns
    return ensemble.used.map { expert in
      let odds = (0..<c).map {
        pass.head.evidence[$0 * ClassEnsemble.inputs + expert] + pass.base[$0]
      }
      if c == 1 { return Double(Elementary.logistic(label == 1 ? odds[0] : -odds[0])) }
      let highest = odds.max() ?? 0
      let shares = odds.map { Elementary.exp($0 - highest) }
      return Double(shares[label] / shares.reduce(0, +))
    }
  }
}

extension Regressor {
  /// The number that each expert in use gives.
  fileprivate func votes(_ row: StoredRow) -> [Double] {
    let pass = pass(on: row)
    return (0..<ensemble.usedExperts).map { ensemble.scale.restored(pass.experts[$0]) }
  }
}

extension Prediction {
  /// The probability of the predicted class, or the number.
  var strength: Double { strength(like: self) }

  /// The probability of the class of another prediction, or the number.
  func strength(like other: Prediction) -> Double {
    switch (self, other) {
    case (.label(let own), .label(let other)): Double(own.probability(of: other.label) ?? 0)
    case (.number(let own), _): own.value
    default: 0
    }
  }
}
