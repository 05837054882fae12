/// Accuracy by stated confidence.
public struct CalibrationTable: Sendable, Hashable {
  /// The number of bins of equal width over the confidences from 0 to 1.
  public static let binCount = 15

  /// The answers with a confidence in one range.
  public struct Bin: Sendable, Hashable {
    /// The number of answers.
    public internal(set) var answers = 0
    /// The number of correct answers.
    public internal(set) var correct = 0
    var confidenceSum = 0.0

    /// The mean confidence, in [0, 1]; `nil` without answers.
    public var confidence: Double? { answers > 0 ? confidenceSum / Double(answers) : nil }
    /// The share of correct answers, in [0, 1]; `nil` without answers.
    public var accuracy: Double? { answers > 0 ? Double(correct) / Double(answers) : nil }
  }

  /// The bins, in order of increasing confidence.
  public private(set) var bins = Array(repeating: Bin(), count: binCount)

  /// A table without answers.
  public init() {}

  /// Adds one answer.
  ///
  /// - Parameters:
  ///   - confidence: the probability of the predicted class, in [0, 1].
  ///   - isRight: whether that was the outcome.
  public mutating func add(confidence: Double, isRight: Bool) {
    let clamped = min(max(confidence, 0), 1)
    let index = min(Int(clamped * Double(Self.binCount)), Self.binCount - 1)
    bins[index].answers += 1
    bins[index].correct += isRight ? 1 : 0
    bins[index].confidenceSum += clamped
  }

  /// The answers in a range of neighbouring bins, as one bin.
  ///
  /// - Parameter range: indices of bins.
  /// - Precondition: the range is within `0..<binCount`.
  /// - Returns: the merged bin.
  public func merged(_ range: Range<Int>) -> Bin {
    bins[range].reduce(into: Bin()) { sum, bin in
      sum.answers += bin.answers
      sum.correct += bin.correct
      sum.confidenceSum += bin.confidenceSum
    }
  }

  /// The expected calibration error (ECE): the mean distance between confidence and accuracy,
  /// weighted by the answers in each bin; `nil` without answers.
  public var expectedError: Double? {
    let answers = bins.reduce(0) { $0 + $1.answers }
    guard answers > 0 else { return nil }
    let distance = bins.reduce(0) { $0 + abs(Double($1.correct) - $1.confidenceSum) }
    return distance / Double(answers)
  }
}
