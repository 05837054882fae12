/// What a monitor makes of an episode, step by step.
public struct EpisodeExplanation: Sendable, Hashable {
  /// The steps' orders.
  public let orders: [Double]
  /// The value after each step (``Forecast/value``); NaN where nothing was predicted.
  public let values: [Double]
  /// The two or three steps that moved the value most, in their order.
  public let moments: [TurningPoint]
}

/// A step that mattered.
public struct TurningPoint: Sendable, Hashable {
  /// The step, counted from one.
  public let step: Int
  /// What orders the steps.
  public let order: Double
  /// The value before.
  public let before: Double
  /// The value after.
  public let after: Double
  /// What moved it, the most first.
  public let causes: [Attribution]
}

extension EpisodeMonitor {
  /// The most moments of a story.
  private static let momentLimit = 3
  /// The most causes of a change.
  private static let causeLimit = 3
  /// What the passing of time is called among causes.
  public static let timeCause = "time passed"

  /// The value along an open or kept episode, as it is seen now, with the moments that mattered and
  /// why.
  ///
  /// - Throws: ``MonitorError`` if no such episode is open or kept.
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

  /// The value along an episode, as it is seen now.
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

  /// What moved the value at a step: for each field that changed, how much less the value would have
  /// moved had the field stayed as it was.
  ///
  /// Goes through the episode from its start, once for its only alarm and for each moment explained; to
  /// keep each last but one memory instead would cost every step a copy.
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
