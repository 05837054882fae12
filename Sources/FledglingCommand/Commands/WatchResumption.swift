import ArgumentParser
import Fledgling
import FledglingTables

extension WatchCommand {
  /// The watcher in a file, if it fits to the tables and to the arguments.
  func resumed(
    _ path: String, _ files: TableFiles, _ isPlanned: Bool
  ) throws -> WatchStart {
    try resumed(WatcherFile(path: path).load().state, path, files, isPlanned)
  }

  /// A watcher that comes from a path, if it fits to the tables and to the arguments.
  func resumed(
    _ watcher: Watcher, _ path: String, _ files: TableFiles, _ isPlanned: Bool
  ) throws -> WatchStart {
    let schema = watcher.schema
    let column = outcomeColumn(watcher)
    try checkArguments(against: watcher, column, path)
    var columns = WatchColumns(
      episode: episode, prefix: prefix,
      order: schema.fields.first { $0.name == order && $0.kind == .dateTime }
        ?? Field(order, watcher.isTimed ? .dateTime : .number))
    columns.outcome = column
    columns.task = schema.task
    columns.end = ending
    columns.notation = schema.notation
    let keys = schema.fields.map(\.name) + columns.names + drop.set.sorted()
    let reader = try files.open(files.paths[0], keys: Set(keys).sorted())
    // Of episodes that go on nobody may know yet how they end.
    let isOutcomeNeeded = !unfinished
    let needed = columns.names.filter { isOutcomeNeeded || $0 != column }
    let missing =
      FieldSources(schema, columns: reader.columns).missing
      + needed.filter { !reader.columns.contains($0) }
    guard missing.isEmpty else {
      throw Failure(
        "\(reader.file): lacks the column\(missing.count == 1 ? "" : "s") "
          + Set(missing).sorted().quotedList,
        details: ["the watcher in \(path) was taught with it"])
    }
    let unknown = Set(reader.columns).subtracting(keys)
    if !unknown.isEmpty, reader.format == .csv {
      remark("the watcher does not know \(unknown.sorted().quotedList); ignored")
    }
    try files.checkColumns(reader)
    let tables = WatchTables(
      files: files, dayFirst: input.dayFirst.set, keys: Set(keys).sorted(),
      first: isPlanned ? nil : reader)
    var plan =
      isPlanned ? try WatchPlan(tables, columns, isOutcomeNeeded: isOutcomeNeeded) : nil
    if let trainFraction { plan?.teach(trainFraction, isTimed: watcher.isTimed) }
    return WatchStart(
      watcher: watcher, tables: tables, columns: columns,
      outcomeVaries: column.map { $0 != schema.target } ?? false,
      isOutcomeNeeded: isOutcomeNeeded, plan: plan)
  }

  /// The column that tells a watcher how episodes end.
  private func outcomeColumn(_ watcher: Watcher) -> String? {
    guard watcher.goal.target == .outcome else { return nil }
    let target = watcher.schema.target
    return watcher.schema.fields.map(\.name).first {
      WatchCommand.lastValue(of: $0) == target
    } ?? target
  }

  private func checkArguments(
    against watcher: Watcher, _ column: String?, _ path: String
  ) throws {
    let (schema, goal) = (watcher.schema, watcher.goal)
    func refuse(_ what: String) -> Failure {
      Failure("\(path): the watcher does not fit: \(what)")
    }
    if let target, target != goal.target {
      throw refuse("it foresees \(goal.target.words), not \(target.words)")
    }
    if let outcome, let column, outcome != column {
      throw refuse("it foresees \"\(column)\", not \"\(outcome)\"")
    }
    if let cap, cap != goal.cap { throw refuse("its --cap is \(goal.cap.words)") }
    if let badEnd, badEnd != goal.bad { throw refuse("it warns of other ends") }
    if let alarmRate, alarmRate != goal.falseAlarmRate {
      throw refuse("its --alarm-rate is \(goal.falseAlarmRate)")
    }
    if let kind, kind != schema.task {
      throw refuse("it was made to \(schema.task.rawValue), not to \(kind.rawValue)")
    }
    if let seed, seed != watcher.seed { throw refuse("its seed is \(watcher.seed), not \(seed)") }
    if let misfit = schema.misfit(try kinds(), dropped: drop.set) { throw refuse(misfit) }
  }
}

extension WatchGoal.Target {
  /// What is foreseen, in words.
  var words: String {
    switch self {
    case .outcome: "how episodes end"
    case .remainingSteps: "the steps left"
    case .remainingTime: "the time left"
    }
  }
}

extension Double? {
  fileprivate var words: String { map { NumberText.short($0) } ?? "none" }
}
