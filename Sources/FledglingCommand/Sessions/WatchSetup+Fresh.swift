import Fledgling
import FledglingTables

extension WatchSetup {
  /// A monitor for the columns of the tables.
  func fresh() throws -> WatchStart {
    let files = request.files
    let reader = try files.open(files.paths[0])
    let inference = try inference(reader)
    let inferred = try inference.infer(reader).schema
    let found = inferred.fields
    guard reader.sampleCount > 0 else {
      throw CommandError("\(reader.file): has columns but no rows")
    }
    var columns = try columns(found, inference, reader)
    columns.notation = inferred.notation
    try files.checkColumns(reader)
    let tables = WatchTables(
      files: files, dayFirst: request.dayFirst, keys: reader.columns,
      first: isPlanned ? nil : reader)
    let plan = try plan(tables, columns, isOutcomeNeeded: true)
    let varies = plan?.outcomeVaries == true
    let schema = try schema(found, columns, varies: varies)
    guard !schema.fields.isEmpty else {
      throw CommandError("\(reader.file): has no column to predict \"\(schema.target)\" from")
    }
    let monitor = EpisodeMonitor(
      schema: schema, goal: try goal(schema.task), isTimed: columns.order.kind == .dateTime,
      seed: request.seed ?? 1)
    if varies, let outcome = request.outcome {
      request.remark(
        "\"\(outcome)\" changes within episodes: its last value is the outcome, and the column is "
          + "also a field")
    }
    return WatchStart(
      monitor: monitor, tables: tables, columns: columns, outcomeVaries: varies,
      isOutcomeNeeded: true, plan: plan)
  }

  /// The schema inference for the first table.
  private func inference(_ reader: TableReader) throws -> SchemaInference {
    var inference = SchemaInference(
      target: request.episode, dropped: request.dropped, overrides: request.kinds,
      task: request.task, dayFirst: request.dayFirst)
    inference.monthFirst = request.monthFirst
    inference.quantities = [request.order]
    inference.missingWords = request.missingWords
    if let name = try RowNumberColumn.find(reader), !request.columns.contains(name),
      inference.overrides[name] == nil, inference.dropped.insert(name).inserted
    {
      request.remark("the column \"\(name)\" only numbers the rows and is left out")
    }
    return inference
  }

  /// The columns that describe episodes; throws for columns that are missing.
  private func columns(
    _ found: [Field], _ inference: SchemaInference, _ reader: TableReader
  ) throws -> WatchColumns {
    func task(_ name: String) throws -> LearningTask {
      var inference = inference
      inference.target = name
      return try inference.infer(reader).schema.task
    }
    _ = try task(request.order)
    var columns = WatchColumns(
      episode: request.episode, prefix: request.prefix, order: try orderField(found, reader.file))
    columns.end = request.end
    if let end = columns.end, end.column != request.episode { _ = try task(end.column) }
    if let outcome = request.outcome {
      columns.outcome = outcome
      columns.task = try task(outcome)
    }
    return columns
  }

  private func orderField(_ fields: [Field], _ file: String) throws(CommandError) -> Field {
    let order = request.order
    guard let field = fields.first(where: { $0.name == order }) else {
      throw CommandError("\(file): the order column \"\(order)\" is left out")
    }
    guard field.kind == .number || field.kind == .dateTime else {
      throw CommandError(
        "\(file): \"\(order)\" holds \(field.kind.words), which do not order steps",
        details: ["name a column of numbers or date-times, or correct what is neither in it"])
    }
    return field
  }

  /// The fields of steps, and the target.
  private func schema(
    _ found: [Field], _ columns: WatchColumns, varies: Bool
  ) throws(CommandError) -> Schema {
    let outcome = request.outcome
    var fields: [Field] = []
    for field in found {
      // How far an episode is, the monitor knows by itself.
      if field.name == request.order, field.kind == .number { continue }
      guard field.name == outcome else {
        fields.append(field)
        continue
      }
      guard varies else { continue }
      let isClass =
        columns.task == .classification && field.kind == .number && request.kinds[field.name] == nil
      fields.append(isClass ? Field(field.name, .category) : field)
    }
    var target = outcome.map { varies ? WatchSetup.lastValue(of: $0) : $0 } ?? "remaining"
    while fields.contains(where: { $0.name == target }) { target += "_" }
    var notation = columns.notation
    if let outcome { notation.formats[target] = notation.formats[outcome] }
    do {
      return try Schema(
        fields: fields, target: target, task: outcome == nil ? .regression : columns.task,
        notation: notation)
    } catch { throw CommandError(describing: error) }
  }

  private func goal(_ task: LearningTask) throws(CommandError) -> MonitorGoal {
    let outcome = request.outcome ?? ""
    switch request.bad {
    case .labels where task == .regression:
      throw CommandError(
        "\"\(outcome)\" holds numbers, so --bad has no meaning",
        details: ["--bad-above and --bad-below warn of numbers"], status: .usage)
    case .above where task == .classification, .below where task == .classification:
      throw CommandError(
        "\"\(outcome)\" holds classes, so --bad-above and --bad-below have no meaning",
        details: ["--bad warns of classes"], status: .usage)
    default: break
    }
    return MonitorGoal(
      request.target ?? .outcome, cap: request.cap, bad: request.bad,
      falseAlarmRate: request.alarmRate ?? 0.05)
  }
}
