/// Explains the predictions of a learner in its present state.
///
/// The common part of all explanations is prepared once: the linear features of every stored
/// example.
public struct Explainer: Sendable {
  /// The maximum number of influences in an explanation.
  public static let influences = 10
  /// The number of newest examples among which support is counted.
  static let supportReach = 5_000

  let learner: Learner
  private let encoder: ColumnEncoder
  private let stride: Int
  /// Per stored example, in the order of arrival, the linear features.
  private let rows: [Int16]
  /// The dense inputs of the newest examples.
  private let points: [Float]

  /// Prepares explanations of a learner.
  ///
  /// - Parameter learner: the learner to explain; later changes of it are not seen.
  /// - Complexity: O(examples stored × fields).
  public init(_ learner: Learner) {
    self.learner = learner
    encoder = learner.encoder
    stride = encoder.linearStride
    let retained = learner.retained
    var example = learner.bank.makeExample()
    var rows: [Int16] = []
    var points: [Float] = []
    rows.reserveCapacity(retained.count * stride)
    for age in 0..<retained.count {
      retained.copy(age, into: &example.row)
      learner.bank.encoder.encode(
        example.row.cells, rests: example.row.rests, into: &example)
      rows += example.linear
      if retained.count - age <= Explainer.supportReach { points += example.dense }
    }
    self.rows = rows
    self.points = points
  }

  /// Explains the prediction for an example.
  ///
  /// - Parameter values: the fields' values, in the schema's order.
  /// - Returns: the explanation.
  /// - Throws: ``LearnerError/fieldCount(expected:found:)``.
  /// - Complexity: O(examples stored × linear features) and some 16 predictions for each of the
  ///   eight most influential fields.
  public func explain(_ values: [Value]) throws(LearnerError) -> Explanation {
    let row = try learner.row(of: values)
    let unaided = learner.unaided(row, effort: .full)
    let prediction = learner.guided(unaided, row)
    let contributions = contributions(row, prediction)
    var example = learner.bank.makeExample()
    example.row = row
    encoder.encode(row.cells, rests: row.rests, into: &example)
    let (leverage, influences) = influences(example.linear, on: prediction)
    return Explanation(
      prediction: prediction, isPinned: prediction != unaided,
      votes: learner.votes(row, on: prediction),
      support: support(example.dense, leverage), influences: influences,
      contributions: contributions,
      alternatives: alternatives(row, prediction, contributions))
  }

  private func support(_ point: [Float], _ leverage: Double) -> Explanation.Support {
    let inputs = point.count
    // Standardised inputs whose squared weights sum to one: two typical points are √2 apart.
    let reach: Float = 0.5
    var inReach = 0
    for start in Swift.stride(from: 0, to: points.count, by: inputs) {
      var distance: Float = 0
      for input in 0..<inputs {
        let gap = points[start + input] - point[input]
        distance += gap * gap
      }
      if distance <= reach { inReach += 1 }
    }
    return Explanation.Support(
      leverage: leverage, inReach: inReach, among: points.count / max(1, inputs))
  }

  /// The leverage, and the largest contributions of examples to the linear ridge's score.
  private func influences(
    _ linear: [Int16], on prediction: Prediction
  ) -> (leverage: Double, influences: [Explanation.Influence]) {
    guard let scale = learner.linearScale(of: prediction), !rows.isEmpty else { return (1, []) }
    let (weights, solve) = learner.linearRidge.explained(target: scale.target)
    let direction = solve(linear.map { Float($0) })
    let leverage = Double(dot(linear, direction))
    let retained = learner.retained
    var strongest: [(age: Int, product: Float, effect: Float)] = []
    var floor: Float = 0
    rows.withUnsafeBufferPointer { rows in
      for age in 0..<retained.count {
        let row = rows.baseAddress.unsafelyUnwrapped + age * stride
        let product = Kernels.best.dot_i16(row, direction, stride)
        let error =
          scale.value(retained.outcome(age)) - Kernels.best.dot_i16(row, weights, stride)
        let effect = product * error
        guard abs(effect) > floor else { continue }
        strongest.append((age, product, effect))
        if strongest.count >= 8 * Explainer.influences {
          strongest.sort { abs($0.effect) > abs($1.effect) }
          strongest.removeLast(strongest.count - 2 * Explainer.influences)
          floor = abs(strongest[2 * Explainer.influences - 1].effect)
        }
      }
    }
    var exact = strongest.map { found -> Explanation.Influence in
      let row = Array(rows[found.age * stride..<(found.age + 1) * stride])
      let own = dot(row, solve(row.map { Float($0) }))
      let effect = Double(found.effect) / max(1e-6, 1 - Double(own)) * scale.unit
      return Explanation.Influence(
        key: retained.key(found.age), outcome: learner.outcome(retained.outcome(found.age)),
        effect: effect)
    }
    exact.sort { abs($0.effect) > abs($1.effect) }
    return (leverage, Array(exact.prefix(Explainer.influences)))
  }

  private func dot(_ row: [Int16], _ weights: [Float]) -> Float {
    Kernels.best.dot_i16(row, weights, stride)
  }

  /// The effect of each field: the change of the prediction without it.
  private func contributions(
    _ row: StoredRow, _ prediction: Prediction
  ) -> [Explanation.FieldAttribution] {
    let all = learner.schema.fields.indices.map { field in
      var without = row
      learner.layout.blank(field, in: &without)
      let answer = learner.guided(learner.unaided(without, effort: .full), without)
      return Explanation.FieldAttribution(
        field: learner.schema.fields[field].name,
        effect: prediction.strength - answer.strength(like: prediction))
    }
    return all.sorted { abs($0.effect) > abs($1.effect) }
  }
}
