import Fledgling
import FledglingTables

extension WatchSetup {
  /// A monitor that comes from a path, if it fits to the tables and to the arguments.
  func resumed(_ monitor: EpisodeMonitor, _ path: String) throws -> WatchStart {
    let files = request.files
    let schema = monitor.schema
    let column = outcomeColumn(monitor)
    try checkArguments(against: monitor, column, path)
    let columns = columns(monitor, outcome: column)
    let keys = Set(schema.fields.map(\.name) + columns.names).union(request.dropped).sorted()
    let reader = try files.open(files.paths[0], keys: keys)
    // The outcomes of open episodes may not be known yet.
    let isOutcomeNeeded = !request.isUnfinished
    let needed = columns.names.filter { isOutcomeNeeded || $0 != column }
    let missing =
      FieldSources(schema, columns: reader.columns).missing
      + needed.filter { !reader.columns.contains($0) }
    guard missing.isEmpty else {
      throw CommandError(
        "\(reader.file): lacks the column\(missing.count == 1 ? "" : "s") "
          + Set(missing).sorted().quotedList,
        details: ["the monitor in \(path) needs it"])
    }
    let unknown = Set(reader.columns).subtracting(keys)
    if !unknown.isEmpty, reader.format == .csv {
      request.remark("the monitor does not know \(unknown.sorted().quotedList); ignored")
    }
    try files.checkColumns(reader)
    let tables = WatchTables(
      files: files, dayFirst: request.dayFirst, keys: keys, first: isPlanned ? nil : reader)
    return WatchStart(
      monitor: monitor, tables: tables, columns: columns,
      outcomeVaries: column.map { $0 != schema.target } ?? false,
      isOutcomeNeeded: isOutcomeNeeded,
      plan: try plan(tables, columns, isOutcomeNeeded: isOutcomeNeeded))
  }

  /// The columns that describe a monitor's episodes.
  private func columns(_ monitor: EpisodeMonitor, outcome: String?) -> WatchColumns {
    let order = monitor.schema.fields.first { $0.name == request.order && $0.kind == .dateTime }
    var columns = WatchColumns(
      episode: request.episode, prefix: request.prefix,
      order: order ?? Field(request.order, monitor.isTimed ? .dateTime : .number))
    columns.outcome = outcome
    columns.task = monitor.schema.task
    columns.end = request.end
    columns.notation = monitor.schema.notation
    return columns
  }

  /// The column with the outcomes of a monitor's episodes.
  private func outcomeColumn(_ monitor: EpisodeMonitor) -> String? {
    guard monitor.goal.target == .outcome else { return nil }
    let target = monitor.schema.target
    return monitor.schema.fields.map(\.name).first {
      WatchSetup.lastValue(of: $0) == target
    } ?? target
  }

  private func checkArguments(
    against monitor: EpisodeMonitor, _ column: String?, _ path: String
  ) throws(CommandError) {
    let (schema, goal) = (monitor.schema, monitor.goal)
    func refuse(_ reason: String) -> CommandError {
      CommandError("\(path): the monitor does not fit: \(reason)")
    }
    if let target = request.target, target != goal.target {
      throw refuse("it predicts \(goal.target.words), not \(target.words)")
    }
    if let outcome = request.outcome, let column, outcome != column {
      throw refuse("it predicts \"\(column)\", not \"\(outcome)\"")
    }
    if let cap = request.cap, cap != goal.cap {
      throw refuse("its --cap is \(goal.cap.map { NumberText.short($0) } ?? "none")")
    }
    if let bad = request.bad, bad != goal.bad { throw refuse("it warns of other ends") }
    if let rate = request.alarmRate, rate != goal.falseAlarmRate {
      throw refuse("its --alarm-rate is \(goal.falseAlarmRate)")
    }
    if let task = request.task, task != schema.task {
      throw refuse("it was made to \(schema.task.rawValue), not to \(task.rawValue)")
    }
    if let seed = request.seed, seed != monitor.seed {
      throw refuse("its seed is \(monitor.seed), not \(seed)")
    }
    if let misfit = schema.misfit(request.kinds, dropped: request.dropped) {
      throw refuse(misfit)
    }
  }
}
