/// Why an example is answered as it is.
public struct Explanation: Sendable, Hashable {
  /// What one expert says by itself.
  public struct Vote: Sendable, Hashable {
    /// The expert's name.
    public let expert: String
    /// The probability it gives to the class that was answered, or its number.
    public let value: Double
    /// Its share in the answer, in [0, 1].
    public let weight: Double
  }

  /// How much example the answer rests on.
  public struct Support: Sendable, Hashable {
    /// The leverage of the example in the linear ridge (Hoaglin and Welsch 1978): small where there
    /// is much example with examples like it.
    public let leverage: Double
    /// Of the newest examples that were looked at, how many lie within half the distance at which
    /// two of them typically lie.
    public let inReach: Int
    /// How many examples were looked at.
    public let among: Int
  }

  /// What one past example adds to the answer.
  public struct Influence: Sendable, Hashable {
    /// Which example it is.
    public let key: ExampleKey
    /// What came of it then.
    public let outcome: Outcome
    /// By how much the linear ridge's score for the answered class, or its number, would be lower had
    /// the example never been learned.  Exact (leave one out), the penalty unchanged.
    public let effect: Double
  }

  /// What one field adds to the answer.
  public struct Contribution: Sendable, Hashable {
    /// The field's name.
    public let field: String
    /// By how much the answered class's probability, or the number, is higher than if the field were
    /// missing.
    public let effect: Double
  }

  /// A change of one field that changes the answer.
  public struct Alternative: Sendable, Hashable {
    /// The field's name.
    public let field: String
    /// The number the field would have to hold; `nil` where it is another category.
    public let value: Double?
    /// What would be answered then.
    public let answer: Prediction
  }

  /// The answer itself.
  public let prediction: Prediction
  /// Whether a pinned case speaks in it.
  public let isPinned: Bool
  /// All experts, the weightiest first.
  public let votes: [Vote]
  /// How much example it rests on.
  public let support: Support
  /// The examples that matter most to the linear ridge, the strongest first.
  public let influences: [Influence]
  /// All fields, the strongest first.
  public let contributions: [Contribution]
  /// Changes of one field after which another class would be answered, or, of numbers, those that move
  /// the answer most in either direction; the smallest changes first.
  public let alternatives: [Alternative]
}
