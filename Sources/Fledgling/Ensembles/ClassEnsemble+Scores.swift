extension ClassEnsemble {
  /// The performance of each expert so far.
  var scores: [ExpertScore] {
    var shares = [Double](repeating: 0, count: ClassEnsemble.experts)
    // An expert's share in the prediction: its weight in the mixer with the greatest weight at
    // present.
    if let best = next.best, judged > 0 {
      for expert in used {
        shares[expert] = Double(max(0, next.second[best].weight(expert, set: 0)))
      }
      let total = shares.reduce(0, +)
      if total > 0 { for expert in shares.indices { shares[expert] /= total } }
    }
    return used.map {
      ExpertScore(
        name: ClassExpert.allCases[$0].name,
        accuracy: judged > 0 ? Double(expertHits[$0]) / Double(judged) : nil,
        logLoss: judged > 0 ? expertLoss[$0] / Double(judged) : nil,
        rootMeanSquaredError: nil, weight: shares[$0])
    }
  }
}
