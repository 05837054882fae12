extension EpisodeMonitor {
  /// The order of fields in which two monitors of the same fields are merged: their own, or sorted
  /// by name; `nil` if the fields differ.
  ///
  /// It depends neither on which monitor comes first nor on how several merges are grouped.
  func commonSchema(_ other: EpisodeMonitor) -> Schema? {
    if schema == other.schema { return schema }
    let (own, others) = (schema.sorted, other.schema.sorted)
    return own == others && schema.fields != other.schema.fields ? own : nil
  }

  /// The consolidated monitor of the same episodes with its fields in another order; this monitor
  /// itself, if the order is its own.
  ///
  /// - Precondition: every episode is stored, or the order is the same.
  /// - Complexity: O(steps stored × features²).
  func reordered(as target: Schema) -> EpisodeMonitor {
    guard target != schema else { return self }
    var twin = EpisodeMonitor(
      schema: target, goal: goal, isTimed: isTimed, learnsByDifferences: learnsByDifferences,
      seed: seed)
    let sources = twin.layout.sources(in: layout, places: schema.places(of: target))
    for record in kept.records { twin.kept.add(record.reordered(sources)) }
    for name in open.names {
      guard let place = open.place(of: name) else { continue }
      var episode = twin.begun(name)
      episode.record = open[place].record.reordered(sources)
      _ = twin.open.begin(episode)
    }
    twin.names = names
    twin.forgotten = forgotten
    twin.consolidate()
    return twin
  }
}

extension StepSchema {
  /// The places of its columns in another layout, where the fields have these places.
  fileprivate func sources(in other: StepSchema, places: [Int]) -> [Int] {
    columns.map { column in
      other.columns.firstIndex {
        $0.field == places[column.field] && $0.source == column.source
      } ?? 0
    }
  }
}

extension EpisodeRecord {
  /// The same steps, with each cell taken from its place in `sources`.
  fileprivate func reordered(_ sources: [Int]) -> EpisodeRecord {
    var record = EpisodeRecord(name: name)
    for (index, order) in orders.enumerated() {
      let cells = step(index, columns: sources.count)
      record.append(order: order, cells: sources.map { cells[cells.startIndex + $0] })
    }
    record.end = end
    return record
  }
}
