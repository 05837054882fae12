/// The places of steps among those of the same order.
extension EpisodeRecord {
  /// The steps with an order; if there are none, an empty range where the next one would be.
  ///
  /// - Complexity: O(log(steps) + the steps found).
  func steps(at order: Double) -> Range<Int> {
    var (low, high) = (0, orders.count)
    while low < high {
      let middle = (low + high) / 2
      if orders[middle] < order { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < orders.count, orders[end] == order { end += 1 }
    return low..<end
  }

  /// Whether at least `occurrence` steps of this order have these cells.
  package func holds(_ cells: [UInt32], at order: Double, occurrence: Int = 1) -> Bool {
    let steps = steps(at: order)
    guard steps.count >= occurrence else { return false }
    return steps.lazy.filter { step($0, columns: cells.count).elementsEqual(cells) }
      .prefix(occurrence).count >= occurrence
  }

  /// Checks that a step can be the next one.
  ///
  /// - Parameters:
  ///   - cells: the step.
  ///   - order: its order.
  ///   - occurrence: its number among the steps with this order and these cells, from one.
  /// - Throws: ``MonitorError`` if the step is known, too late, or beyond the limit.
  package func check(
    _ cells: [UInt32], at order: Double, occurrence: Int = 1
  ) throws(MonitorError) {
    if let last = orders.last, order <= last {
      guard !holds(cells, at: order, occurrence: occurrence) else {
        throw .duplicateStep(episode: name, order: order)
      }
      guard order == last else {
        throw steps(at: order).isEmpty
          ? .outOfOrder(episode: name, order: order, last: last)
          : .contradictoryStep(episode: name, order: order)
      }
    }
    guard count < EpisodeMonitor.stepLimit else {
      throw .tooManySteps(episode: name, limit: EpisodeMonitor.stepLimit)
    }
  }
}
