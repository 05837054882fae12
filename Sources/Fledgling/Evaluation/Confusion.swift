/// A confusion matrix: how often each class was predicted for each true class.
///
/// Only pairs that occurred take memory.
public struct Confusion: Sendable {
  /// The results for one class.
  public struct ClassResult: Sendable, Hashable {
    /// The class.
    public let label: String
    /// The number of examples of this class.
    public let examples: Int
    /// The number of them that were predicted correctly.
    public let correct: Int
    /// The class most often predicted instead; `nil` if there were no errors.
    public let rival: String?
    /// The number of times it was predicted.
    public let rivalCount: Int

    /// The share of this class that was predicted correctly, in [0, 1].
    public var recall: Double { Double(correct) / Double(max(examples, 1)) }
  }

  /// The classes, in the order in which they first appeared.
  public private(set) var labels: [String] = []

  private var indices: [String: Int] = [:]
  private var examples: [Int] = []
  private var cells: [Pair: Int] = [:]

  private struct Pair: Hashable {
    let truth: Int32
    let answer: Int32
  }

  /// An empty matrix.
  public init() {}

  /// Counts one prediction; without one, only the example is counted.
  ///
  /// - Parameters:
  ///   - truth: the true class.
  ///   - answer: the predicted class; `nil` without a prediction.
  public mutating func add(truth: String, answer: String?) {
    let row = index(of: truth)
    examples[row] += 1
    guard let answer else { return }
    let column = answer == truth ? row : index(of: answer)
    cells[Pair(truth: Int32(row), answer: Int32(column)), default: 0] += 1
  }

  /// The number of times a class was predicted for a true class.
  ///
  /// - Parameters:
  ///   - truth: the true class.
  ///   - answer: the predicted class.
  /// - Returns: the number of examples.
  public func count(truth: String, answer: String) -> Int {
    guard let row = indices[truth], let column = indices[answer] else { return 0 }
    return cells[Pair(truth: Int32(row), answer: Int32(column))] ?? 0
  }

  /// The classes with the lowest recall, the worst first.
  ///
  /// Classes with fewer than ten examples come last, as their recall may be low by chance; classes
  /// without errors are left out.
  ///
  /// - Parameter limit: the maximum number of classes.
  /// - Returns: the results of these classes.
  public func worst(_ limit: Int) -> [ClassResult] {
    results().filter { $0.correct < $0.examples }
      .sorted { left, right in
        if (left.examples < 10) != (right.examples < 10) { return left.examples >= 10 }
        if left.recall != right.recall { return left.recall < right.recall }
        return left.examples > right.examples
      }
      .prefix(limit).map { $0 }
  }

  private func results() -> [ClassResult] {
    var correct = Array(repeating: 0, count: labels.count)
    var rivals = Array(repeating: (index: Int32.max, count: 0), count: labels.count)
    for (pair, count) in cells {
      let row = Int(pair.truth)
      if pair.answer == pair.truth {
        correct[row] = count
      } else if count > rivals[row].count
        || (count == rivals[row].count && pair.answer < rivals[row].index)
      {
        rivals[row] = (pair.answer, count)
      }
    }
    return labels.indices.map { row in
      let rival = rivals[row]
      return ClassResult(
        label: labels[row], examples: examples[row], correct: correct[row],
        rival: rival.count > 0 ? labels[Int(rival.index)] : nil, rivalCount: rival.count)
    }
  }

  private mutating func index(of label: String) -> Int {
    if let index = indices[label] { return index }
    let index = labels.count
    indices[label] = index
    labels.append(label)
    examples.append(0)
    return index
  }
}
