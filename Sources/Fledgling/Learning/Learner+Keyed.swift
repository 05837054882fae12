extension Learner {
  /// Answers an example without learning from it.
  ///
  /// ```swift
  /// let answer = try learner.predict(["distance": 310, "carrier": "Bluebird"])
  /// print(answer.label ?? "unknown")
  /// ```
  ///
  /// - Parameters:
  ///   - row: values by field name; a field without a value is missing.
  ///   - time: the example's time, in seconds since 1970; matters for examples in sequences.
  ///   - effort: how much to compute; ``Effort/adaptive`` answers easy examples faster.
  /// - Returns: the distribution over the classes, or the number with its interval.
  /// - Throws: ``LearnerError`` if the values do not fit the schema.
  public func predict(
    _ row: [String: Value], time: Double? = nil, effort: Effort = .full
  ) throws(LearnerError) -> Prediction {
    try predict(try schema.values(of: row), time: time, effort: effort)
  }

  /// Learns an example's outcome.
  ///
  /// ```swift
  /// try learner.learn(["distance": 310, "carrier": "Bluebird"], outcome: "yes", id: "parcel 17")
  /// ```
  ///
  /// - Parameters:
  ///   - row: values by field name; a field without a value is missing.
  ///   - outcome: the example's outcome.
  ///   - id: the example's id, by which it can be unlearned and is recognised in a merge.
  ///   - time: the example's time, in seconds since 1970.
  /// - Throws: ``LearnerError``; the learner is unchanged then.
  public mutating func learn(
    _ row: [String: Value], outcome: Outcome, id: String? = nil, time: Double? = nil
  ) throws(LearnerError) {
    try learn(try schema.values(of: row), outcome: outcome, id: id, time: time)
  }

  /// Predicts an example's outcome, then learns it.
  ///
  /// - Parameters:
  ///   - row: values by field name; a field without a value is missing.
  ///   - outcome: the example's outcome.
  ///   - id: the example's id, by which it can be unlearned and is recognised in a merge.
  ///   - time: the example's time, in seconds since 1970.
  /// - Returns: the prediction from before learning.
  /// - Throws: ``LearnerError``; the learner is unchanged then.
  public mutating func answer(
    _ row: [String: Value], thenLearn outcome: Outcome, id: String? = nil, time: Double? = nil
  ) throws(LearnerError) -> Prediction {
    try answer(try schema.values(of: row), thenLearn: outcome, id: id, time: time)
  }
}
