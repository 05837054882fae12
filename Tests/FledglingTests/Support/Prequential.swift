@testable import Fledgling

/// What came of answering examples, each before it was learned.
struct Record {
  /// Per example, whether the answer was right.
  var correct: [Bool] = []
  /// Per example, how often the label was that of the one before.
  var repeats: [Bool] = []
  /// Per example, whether the most frequent label so far was right.
  var majority: [Bool] = []

  /// The share of right answers from an example on.
  func accuracy(from start: Int = 0) -> Double { share(correct[start...]) }
  func noChange(from start: Int = 0) -> Double { share(repeats[start...]) }
  func majority(from start: Int = 0) -> Double { share(majority[start...]) }

  private func share(_ correct: ArraySlice<Bool>) -> Double {
    Double(correct.count { $0 }) / Double(max(1, correct.count))
  }
}

extension Learner {
  /// Answers, then learns, each example in turn.
  @discardableResult
  mutating func run(_ examples: some Sequence<DrawnExample>) throws -> Record {
    var record = Record()
    var counts: [String: Int] = [:]
    var last: String?
    var common: String?
    for example in examples {
      let answer = try answer(example.values, thenLearn: .label(example.label))
      if case .label(let answer) = answer {
        record.correct.append(answer.label == example.label)
      } else {
        record.correct.append(false)
      }
      record.repeats.append(last == example.label)
      record.majority.append(common == example.label)
      last = example.label
      counts[example.label, default: 0] += 1
      if counts[example.label, default: 0] > counts[common ?? "", default: 0] {
        common = example.label
      }
    }
    return record
  }
}
