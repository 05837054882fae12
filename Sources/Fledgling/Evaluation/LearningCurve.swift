/// The totals after 10, 12, 13, 15 … examples: sixteen marks in each power of ten.
///
/// The marks include 10, 20, 30 and 50 and their multiples by powers of ten.
public struct LearningCurve<Sums: Metrics>: Sendable {
  /// The totals at the marks passed so far, in order.
  public private(set) var marks: [Sums] = []

  private var next = firstMark
  private var step = 0
  private var scale = 1

  /// A curve before the first example.
  public init() {}

  /// Records the totals if their number of examples is a mark.
  ///
  /// Call it after every example.
  ///
  /// - Parameter totals: the sums after the latest example.
  public mutating func note(_ totals: Sums) {
    guard totals.examples == next else { return }
    marks.append(totals)
    step += 1
    if step == steps.count {
      step = 0
      scale *= 10
    }
    next = steps[step] * scale
  }

  /// The totals at the mark with this many examples; `nil` if it was not reached.
  ///
  /// - Parameter examples: the number of examples at the mark.
  /// - Returns: the totals at the mark.
  public func totals(after examples: Int) -> Sums? {
    marks.first { $0.examples == examples }
  }

  /// The totals over the latest third of the examples at each mark.
  ///
  /// The first three marks cover all examples so far.
  public var latestThirds: [Sums] {
    marks.indices.map { $0 < 3 ? marks[$0] : marks[$0] - marks[$0 - 3] }
  }
}

private let firstMark = 10
// Each mark is about a seventh more than the one before, so three steps are a third of all
// examples.
private let steps = [10, 12, 13, 15, 18, 20, 24, 27, 30, 36, 42, 50, 56, 65, 75, 87]
