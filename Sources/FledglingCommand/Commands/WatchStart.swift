import ArgumentParser
import Fledgling
import FledglingStore
import FledglingTables

/// The watcher, its tables and what is known of them when watching begins.
struct WatchStart {
  let watcher: Watcher
  let tables: WatchTables
  let columns: WatchColumns
  /// Whether the outcome's column is a field as well, whose last value is the outcome.
  let outcomeVaries: Bool
  /// Whether tables without the outcome's column are refused.
  let isOutcomeNeeded: Bool
  /// When episodes end; nil where rows cannot be read twice.
  let plan: WatchPlan?
  /// Where rows are written down, with the watcher that follows them.
  var durable: DurableWatcher?

  /// The classes that may come.
  var classes: [String] {
    guard watcher.schema.task == .classify else { return [] }
    let known = watcher.classes
    return known + (plan?.labels ?? []).filter { !known.contains($0) }
  }
}

extension WatchCommand {
  /// Where watching begins: at nothing, or with a saved watcher.
  func start() throws -> WatchStart {
    let files = TableFiles(paths: files, input: input, dropped: drop.set)
    try files.checkPresence()
    let isPlanned = WatchTables.canBePlanned(files.paths)
    if trainFraction != nil, !isPlanned {
      throw Failure(
        "--train-fraction needs ordinary files: which episodes begin first is looked up before",
        status: .usage)
    }
    do {
      let start =
        try resume.map { try resumed($0, files, isPlanned) }
        ?? ledger.map { try written($0, files, isPlanned) } ?? fresh(files, isPlanned)
      try check(start)
      return start
    } catch let error as TableError {
      throw Failure(error)
    } catch let error as LedgerError {
      throw Failure(describing: error)
    }
  }

  /// A watcher with a ledger, which is new or goes on with what it holds.
  private func written(
    _ path: String, _ files: TableFiles, _ isPlanned: Bool
  ) throws -> WatchStart {
    guard System.kind(of: path) == .missing else {
      let durable = try DurableWatcher(opening: EpisodeLedger.open(path))
      var start = try resumed(durable.watcher, path, files, isPlanned)
      start.durable = durable
      return start
    }
    var start = try fresh(files, isPlanned)
    let watcher = start.watcher
    start.durable = try DurableWatcher(
      opening: EpisodeLedger.create(
        path, schema: watcher.schema, goal: watcher.goal, isTimed: watcher.isTimed,
        learnsByDifferences: watcher.learnsByDifferences, seed: watcher.seed))
    return start
  }

  /// A watcher for what the tables hold.
  private func fresh(_ files: TableFiles, _ isPlanned: Bool) throws -> WatchStart {
    let reader = try files.open(files.paths[0])
    var inference = SchemaInference(
      target: episode, dropped: drop.set, overrides: try kinds(), task: kind,
      dayFirst: input.dayFirst.set)
    inference.monthFirst = input.monthFirst.set
    inference.quantities = [order]
    inference.missingWords = columnKinds.missingWords
    if let name = try RowNumberColumn.find(reader), !(columns + [endColumn]).contains(name),
      inference.overrides[name] == nil, inference.dropped.insert(name).inserted
    {
      remark("the column \"\(name)\" only numbers the rows and is left out")
    }
    let inferred = try inference.infer(reader).schema
    let found = inferred.fields
    guard reader.sampleCount > 0 else {
      throw Failure("\(reader.file): has columns but no rows")
    }
    /// What the column is as an outcome; complains about one that is not there.
    func task(_ name: String) throws(TableError) -> LearningTask {
      inference.target = name
      return try inference.infer(reader).schema.task
    }
    _ = try task(order)
    var columns = WatchColumns(
      episode: episode, prefix: prefix, order: try orderField(found, reader.file))
    columns.end = ending
    columns.notation = inferred.notation
    if let end = columns.end, end.column != episode { _ = try task(end.column) }
    if let outcome {
      columns.outcome = outcome
      columns.task = try task(outcome)
    }
    try files.checkColumns(reader)
    let tables = WatchTables(
      files: files, dayFirst: input.dayFirst.set, keys: reader.columns,
      first: isPlanned ? nil : reader)
    var plan =
      isPlanned ? try WatchPlan(tables, columns, isOutcomeNeeded: true) : nil
    let varies = plan?.outcomeVaries == true
    let schema = try schema(found, columns, varies: varies)
    guard !schema.fields.isEmpty else {
      throw Failure("\(reader.file): has no column to foresee \"\(schema.target)\" from")
    }
    let watcher = Watcher(
      schema: schema, goal: try goal(schema.task), isTimed: columns.order.kind == .dateTime,
      seed: seed ?? 1)
    if let trainFraction { plan?.teach(trainFraction, isTimed: watcher.isTimed) }
    if varies, let outcome {
      remark(
        "\"\(outcome)\" changes within episodes: its last value is foreseen, and it is a field as "
          + "well")
    }
    return WatchStart(
      watcher: watcher, tables: tables, columns: columns, outcomeVaries: varies,
      isOutcomeNeeded: true, plan: plan)
  }

  private func orderField(_ fields: [Field], _ file: String) throws -> Field {
    guard let field = fields.first(where: { $0.name == order }) else {
      throw Failure("\(file): the order column \"\(order)\" is left out")
    }
    guard field.kind == .number || field.kind == .dateTime else {
      throw Failure(
        "\(file): \"\(order)\" holds \(field.kind.words), which do not order steps",
        details: ["name a column of numbers or date-times, or correct what is neither in it"])
    }
    return field
  }

  /// What steps are seen by, and what is foreseen.
  private func schema(
    _ found: [Field], _ columns: WatchColumns, varies: Bool
  ) throws -> Schema {
    var fields: [Field] = []
    for field in found {
      // How far an episode is, the watcher knows by itself.
      if field.name == order, field.kind == .number { continue }
      guard field.name == outcome else {
        fields.append(field)
        continue
      }
      guard varies else { continue }
      let isNamed = try kinds()[field.name] != nil
      let isClass = columns.task == .classify && field.kind == .number && !isNamed
      fields.append(isClass ? Field(field.name, .category) : field)
    }
    var target = outcome.map { varies ? WatchCommand.lastValue(of: $0) : $0 } ?? "remaining"
    while fields.contains(where: { $0.name == target }) { target += "_" }
    var notation = columns.notation
    if let outcome { notation.formats[target] = notation.formats[outcome] }
    do {
      return try Schema(
        fields: fields, target: target, task: outcome == nil ? .regress : columns.task,
        notation: notation)
    } catch { throw Failure(describing: error) }
  }

  private func goal(_ task: LearningTask) throws -> WatchGoal {
    switch badEnd {
    case .labels where task == .regress:
      throw Failure(
        "\"\(outcome ?? "")\" holds numbers, so --bad has no meaning",
        details: ["--bad-above and --bad-below warn of numbers"], status: .usage)
    case .above where task == .classify, .below where task == .classify:
      throw Failure(
        "\"\(outcome ?? "")\" holds classes, so --bad-above and --bad-below have no meaning",
        details: ["--bad warns of classes"], status: .usage)
    default: break
    }
    return WatchGoal(
      target ?? .outcome, cap: cap, bad: badEnd, falseAlarmRate: alarmRate ?? 0.05)
  }

  /// The row that ends an episode.
  var ending: (column: String, value: String)? {
    guard let end, let equals = end.dropFirst().firstIndex(of: "=") else { return nil }
    return (String(end[..<equals]), String(end[end.index(after: equals)...]))
  }

  private var endColumn: String { ending?.column ?? "" }

  /// What the outcome is called if its column is a field as well.
  static func lastValue(of column: String) -> String { "last \(column)" }

  func remark(_ text: String) {
    if !quiet { Terminal.complain("note: \(text.onOneLine)") }
  }

  /// Says what may not be what was meant.
  private func check(_ start: WatchStart) throws {
    guard let plan = start.plan else {
      if start.watcher.goal.target != .outcome, end == nil, !unfinished {
        remark("nothing tells when an episode ends, so none is learned; --end can tell")
      }
      return
    }
    if plan.isDisordered {
      remark(
        "\(NumberText.count(plan.disordered)) of \(NumberText.plural(plan.rows, "row")) come after "
          + "a later step of their episode and are left out; sort the rows by \"\(order)\"")
    }
    guard case .labels(let bad) = start.watcher.goal.bad else { return }
    let unknown = bad.subtracting(start.classes).sorted()
    if !unknown.isEmpty { remark("no episode is known that ends with \(unknown.quotedList)") }
  }
}
