/// The forecast along an episode, step by step, with the steps that changed it most.
public struct EpisodeExplanation: Sendable, Hashable {
  /// The orders of the steps.
  public let orders: [Double]
  /// The value after each step (``Forecast/value``); NaN where there was no forecast.
  public let values: [Double]
  /// The two or three steps that changed the value most, in their order.
  public let moments: [TurningPoint]
}

/// A step that changed the value much.
public struct TurningPoint: Sendable, Hashable {
  /// The step, counted from one.
  public let step: Int
  /// The order of the step.
  public let order: Double
  /// The value before the step.
  public let before: Double
  /// The value after the step.
  public let after: Double
  /// The changes that moved the value, the largest first.
  public let causes: [Attribution]
}

extension EpisodeMonitor {
  /// The maximum number of turning points.
  private static let momentLimit = 3
  /// The maximum number of attributions of a change.
  private static let causeLimit = 3
  /// The name of elapsed time among the attributions.
  public static let timeCause = "time passed"

  /// The present forecast along an open or stored episode, with its turning points and their
  /// causes.
  ///
  /// - Parameter episode: the episode's name.
  /// - Returns: the values along the episode, its turning points and their causes.
  /// - Throws: ``MonitorError`` if no such episode is open or stored.
  /// - Complexity: O(steps × features).
  public func explain(_ episode: String) throws(MonitorError) -> EpisodeExplanation {
    let record: EpisodeRecord
    if let place = open.place(of: episode) {
      record = open[place].record
    } else if let ended = kept.record(of: episode) {
      record = ended
    } else {
      throw names.contains(EpisodeMonitor.hash(episode))
        ? .notKept(episode: episode) : .unknownEpisode(episode)
    }
    return story(of: record)
  }

  /// The present forecast along an episode.
  package func story(of record: EpisodeRecord) -> EpisodeExplanation {
    var model = value
    var memory = model.view.begin()
    let values = record.orders.indices.map { step in
      model.value(&memory, record.cells(of: step, layout.columns.count), record.orders[step])
        ?? .nan
    }
    let changes = record.orders.indices.dropFirst().map { step in
      (step: step, size: abs(values[step] - values[step - 1]))
    }
    let largest = changes.filter { $0.size > 0 }
      .sorted { ($0.size, $1.step) > ($1.size, $0.step) }.prefix(EpisodeMonitor.momentLimit)
    return EpisodeExplanation(
      orders: record.orders, values: values,
      moments: largest.map(\.step).sorted().map { step in
        TurningPoint(
          step: step + 1, order: record.orders[step], before: values[step - 1],
          after: values[step], causes: causes(of: step, in: record))
      })
  }

  /// The causes of a change at a step: for each field that changed, how much less the value would
  /// have moved if the field had stayed the same.
  ///
  /// Replays the episode from its start, once for its alarm and once for each turning point;
  /// storing the state before each step instead would cost every step a copy.
  func causes(of step: Int, in record: EpisodeRecord) -> [Attribution] {
    var model = value
    let width = layout.columns.count
    var memory = model.view.begin()
    for earlier in 0..<step {
      model.follow(&memory, record.cells(of: earlier, width), record.orders[earlier])
    }
    let cells = record.cells(of: step, width)
    let last =
      step > 0 ? record.cells(of: step - 1, width) : layout.columns.map { Cell.missing($0.kind) }
    func valued(_ cells: [UInt32], _ order: Double) -> Double? {
      var memory = memory
      return model.value(&memory, cells, order)
    }
    let order = record.orders[step]
    guard let now = valued(cells, order) else { return [] }
    var causes: [Attribution] = []
    for (index, field) in layout.fields.enumerated() {
      var others = cells
      for place in layout.columns.indices where layout.columns[place].field == index {
        others[place] = last[place]
      }
      guard others != cells, let otherwise = valued(others, order), otherwise != now else {
        continue
      }
      causes.append(Attribution(field: field.name, change: now - otherwise))
    }
    if step > 0, let otherwise = valued(cells, record.orders[step - 1]), otherwise != now {
      causes.append(Attribution(field: EpisodeMonitor.timeCause, change: now - otherwise))
    }
    return Array(
      causes.sorted { (abs($0.change), $1.field) > (abs($1.change), $0.field) }
        .prefix(EpisodeMonitor.causeLimit))
  }
}
