extension NumberEnsemble {
  /// The performance of each expert so far; experts of the logarithm only if they are used.
  var scores: [ExpertScore] {
    let names = names
    return (0..<usedExperts).map {
      ExpertScore(
        name: names[$0], accuracy: nil, logLoss: nil,
        rootMeanSquaredError: judged > 0
          ? (expertSquares[$0] / Double(judged)).squareRoot() : nil,
        weight: judged > 0 ? Double(consensus.weights[$0]) : 0)
    }
  }
}
