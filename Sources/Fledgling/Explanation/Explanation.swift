/// An explanation of one prediction.
public struct Explanation: Sendable, Hashable, Codable {
  /// One expert's own prediction.
  public struct ExpertContribution: Sendable, Hashable, Codable {
    /// The expert's name.
    public let expert: String
    /// The expert's probability of the predicted class, or its predicted number.
    public let value: Double
    /// The expert's share in the prediction, in [0, 1].
    public let weight: Double
  }

  /// The number of similar examples that the prediction rests on.
  public struct Support: Sendable, Hashable, Codable {
    /// The leverage of the example in the linear ridge (Hoaglin and Welsch 1978): small if there
    /// are many similar examples.
    public let leverage: Double
    /// The number of newest examples within half the typical distance between two of them.
    public let inReach: Int
    /// The number of examples that were compared.
    public let among: Int
  }

  /// The effect of one learned example on the prediction.
  public struct Influence: Sendable, Hashable, Codable {
    /// The example's key.
    public let key: ExampleKey
    /// The example's outcome.
    public let outcome: Outcome
    /// The decrease of the linear ridge's score for the predicted class, or of its number, if the
    /// example had never been learned.  Exact (leave-one-out), with the penalty unchanged.
    public let effect: Double
  }

  /// The effect of one field on the prediction.
  public struct FieldAttribution: Sendable, Hashable, Codable {
    /// The field's name.
    public let field: String
    /// The increase of the predicted class's probability, or of the number, compared with a missing
    /// value.
    public let effect: Double
  }

  /// A change of one field that changes the prediction.
  public struct Counterfactual: Sendable, Hashable, Codable {
    /// The field's name.
    public let field: String
    /// The new number of the field; `nil` for another category.
    public let value: Double?
    /// The prediction after the change.
    public let answer: Prediction
  }

  /// The explained prediction.
  public let prediction: Prediction
  /// Whether a pinned case affects the prediction.
  public let isPinned: Bool
  /// All experts, those with the greatest weight first.
  public let votes: [ExpertContribution]
  /// The number of similar examples that the prediction rests on.
  public let support: Support
  /// The examples with the greatest effect on the linear ridge, the greatest first.
  public let influences: [Influence]
  /// All fields, those with the greatest effect first.
  public let contributions: [FieldAttribution]
  /// Changes of one field that lead to another class or, for numbers, move the prediction most in
  /// either direction; the smallest changes first.
  public let alternatives: [Counterfactual]
}
