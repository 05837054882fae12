/// How often the answers of a given confidence were right.
public struct CalibrationTable: Sendable, Hashable {
  /// How many bins of equal width the confidences from 0 to 1 fall into.
  public static let binCount = 15

  /// The answers whose confidence lies in a range.
  public struct Bin: Sendable, Hashable {
    /// How many answers.
    public internal(set) var answers = 0
    /// How many of them were right.
    public internal(set) var correct = 0
    var confidenceSum = 0.0

    /// The mean confidence; `nil` without answers.
    public var confidence: Double? { answers > 0 ? confidenceSum / Double(answers) : nil }
    /// The share of right answers; `nil` without answers.
    public var accuracy: Double? { answers > 0 ? Double(correct) / Double(answers) : nil }
  }

  /// The bins, from the least confident to the most.
  public private(set) var bins = Array(repeating: Bin(), count: binCount)

  /// A table without answers.
  public init() {}

  /// Adds one answer.
  ///
  /// - Parameters:
  ///   - confidence: the probability of the class that was answered.
  ///   - isRight: whether that was the outcome.
  public mutating func add(confidence: Double, isRight: Bool) {
    let clamped = min(max(confidence, 0), 1)
    let index = min(Int(clamped * Double(Self.binCount)), Self.binCount - 1)
    bins[index].answers += 1
    bins[index].correct += isRight ? 1 : 0
    bins[index].confidenceSum += clamped
  }

  /// The answers in several neighbouring bins.
  ///
  /// - Precondition: the range is within `0..<binCount`.
  public func merged(_ range: Range<Int>) -> Bin {
    bins[range].reduce(into: Bin()) { sum, bin in
      sum.answers += bin.answers
      sum.correct += bin.correct
      sum.confidenceSum += bin.confidenceSum
    }
  }

  /// The mean distance between confidence and accuracy, weighted by the answers in each bin.
  ///
  /// This is the expected calibration error (ECE); `nil` without answers.
  public var expectedError: Double? {
    let answers = bins.reduce(0) { $0 + $1.answers }
    guard answers > 0 else { return nil }
    let distance = bins.reduce(0) { $0 + abs(Double($1.correct) - $1.confidenceSum) }
    return distance / Double(answers)
  }
}
