extension ClassEnsemble {
  /// Predicted probabilities are at least this far from zero and one, so that no loss is infinite.
  static let least: Float = 1e-6

  /// Mixes all experts in the second layer; `context` and the last outcome select the weights.
  func mixExperts(_ t: inout ClassForwardPass, last: Int, context: Int) {
    let c = columns
    t.secondSets[2] = last
    t.secondSets[3] = context
    for at in t.evidence.indices { t.treeless[at] = t.evidence[at] }
    for k in 0..<c {
      for expert in ClassExpert.ofTrees { t.treeless[k * ClassEnsemble.inputs + expert] = 0 }
    }
    for index in second.indices {
      t.second.withUnsafeMutableBufferPointer { out in
        let scores = out.baseAddress.unsafelyUnwrapped + index * max(2, classes)
        second[index].mix(
          index == ClassEnsemble.treelessMixer ? t.treeless : t.evidence,
          set: t.secondSets[index], base: t.base, columns: c, into: scores)
        normalise(scores)
      }
    }
  }

  /// Averages the second layer by recent loss.
  func blend(_ t: inout ClassForwardPass) {
    let width = max(2, classes)
    var least = Float.infinity
    for index in second.indices where index != ClassEnsemble.treelessMixer {
      least = min(least, recentLoss[index])
    }
    for k in 0..<classes { t.probabilities[k] = 0 }
    var total: Float = 0
    for index in second.indices where index != ClassEnsemble.treelessMixer {
      let weight = Elementary.exp(-ClassEnsemble.sharpness * (recentLoss[index] - least))
      total += weight
      for k in 0..<classes { t.probabilities[k] += weight * t.second[index * width + k] }
    }
    // The final probability is the mean of the prediction and its calibrated value.
    if classes == 2 {
      let p = max(ClassEnsemble.least, min(1 - ClassEnsemble.least, t.probabilities[1] / total))
      t.blended[1] = Elementary.logit(p)
      let calibrated = max(
        ClassEnsemble.least, min(1 - ClassEnsemble.least, answerMap.calibrated(ofTwo: t.blended[1]))
      )
      t.probabilities[1] = 0.5 * (p + calibrated)
      t.probabilities[0] = 1 - t.probabilities[1]
      return
    }
    var sum: Float = 0
    let isRefined = classes <= ClassEnsemble.refinedClasses
    for k in 0..<classes {
      let p = max(ClassEnsemble.least, min(1 - ClassEnsemble.least, t.probabilities[k] / total))
      t.blended[k] = Elementary.logit(p)
      t.probabilities[k] =
        isRefined ? p + max(ClassEnsemble.least, answerMap.calibrated(t.blended[k])) : p
      sum += t.probabilities[k]
    }
    for k in 0..<classes { t.probabilities[k] /= sum }
  }

  /// Scores to probabilities, none below a millionth.
  @inline(__always)
  func normalise(_ scores: UnsafeMutablePointer<Float>) {
    if columns == 1 {
      let p = max(ClassEnsemble.least, min(1 - ClassEnsemble.least, Elementary.logistic(scores[0])))
      scores[0] = 1 - p
      scores[1] = p
    } else {
      _ = Softmax.normalise(scores, classes)
      for k in 0..<classes { scores[k] = max(scores[k], ClassEnsemble.least) }
    }
  }
}
