import Fledgling
import FledglingStore
import FledglingTables

/// Makes or finds the learner that is asked for, and looks at its first table.
struct LearnSetup {
  let request: LearnRequest
  let tables: TableFiles

  init(_ request: LearnRequest) throws(CommandError) {
    self.request = request
    tables = try request.tables()
  }

  /// Where learning begins: at nothing, with a model, or with a ledger.
  func start() throws -> LearnStart {
    if let resume = request.resume {
      guard !Model.isLedger(resume) else {
        throw CommandError("\(resume): is a ledger; go on with --ledger", status: .usage)
      }
      return try resumed(resume, LearningTarget(try ModelFile(path: resume).load().state))
    }
    guard let ledger = request.ledger else { return try fresh() }
    do {
      if System.kind(of: ledger) != .missing {
        return try resumed(ledger, LearningTarget(try Model.openLedger(ledger, request.notes)))
      }
      let start = try fresh()
      let created = try Ledger.create(
        ledger, schema: start.pupil.learner.schema, seed: start.pupil.learner.seed)
      return LearnStart(
        pupil: LearningTarget(try DurableLearner(opening: created)), reader: start.reader,
        orders: start.orders, remarks: start.remarks)
    } catch let error as LedgerError {
      throw CommandError(describing: error)
    }
  }

  /// The schema inference for the first table.
  private func inference(
    _ reader: TableReader, target: String
  ) throws -> SchemaInference {
    let columns = reader.columns
    var kinds = try request.fields.kinds(in: columns)
    for name in tables.made?.images ?? [] { kinds[name] = .image }
    let ranges = request.fields.vector.set(in: columns).filter {
      kinds[$0] != nil && ColumnRange.isRange($0) && !columns.contains($0)
    }
    for name in ranges { kinds[name] = nil }
    let orders = DateOrders(request.input, columns: columns)
    var inference = SchemaInference(
      target: target,
      dropped: request.fields.dropped(in: columns).union(tables.made?.dropped ?? []),
      overrides: kinds, task: request.task, dayFirst: orders.dayFirst, ranges: ranges.sorted(),
      attachments: tables.attachments, folder: tables.folder)
    inference.monthFirst = orders.monthFirst
    inference.missingWords = request.fields.columns.missingWords
    inference.idColumn = request.fields.id
    return inference
  }

  /// A learner for what the first table holds.
  private func fresh() throws -> LearnStart {
    guard let path = request.files.first, let target = request.target else {
      throw CommandError("no file", status: .usage)
    }
    let reader = try tables.open(path)
    do {
      var inference = try inference(reader, target: target)
      if let name = try RowNumberColumn.find(reader), name != target,
        inference.overrides[name] == nil, inference.dropped.insert(name).inserted
      {
        request.remark("the column \"\(name)\" only numbers the rows and is left out")
      }
      let inferred = try inference.infer(reader)
      guard !inferred.schema.fields.isEmpty else {
        throw CommandError("\(reader.file): has no column to predict \"\(target)\" from")
      }
      try tables.checkColumns(reader)
      return LearnStart(
        pupil: LearningTarget(Learner(schema: inferred.schema, seed: request.seed ?? 1)),
        reader: reader,
        orders: DateOrders(request.input, columns: reader.columns), remarks: inferred.remarks)
    } catch let error as TableError {
      throw tables.failure(error, reader)
    }
  }

  /// The learner in a file, if it fits to the first table and to the arguments.
  private func resumed(
    _ model: String, _ pupil: LearningTarget
  ) throws -> LearnStart {
    guard let path = request.files.first else { throw CommandError("no file", status: .usage) }
    let learner = pupil.learner
    let schema = learner.schema
    let names = schema.fields.map(\.name) + [schema.target]
    try checkArguments(against: learner, model)
    let keys = TableFiles.keys(schema)
    let reader = try tables.open(
      path,
      keys: keys.map { known in
        known + [request.fields.id].compactMap(\.self).filter { !known.contains($0) }
          + request.fields.dropped(in: names).subtracting(known).sorted()
      })
    let leftOut = request.fields.dropped(in: reader.columns)
    let found = FieldSources(
      schema, columns: reader.columns,
      attachments: tables.attachments(for: schema, columns: reader.columns))
    let missing =
      found.missing + (reader.columns.contains(schema.target) ? [] : [schema.target])
    guard missing.isEmpty else {
      let hasOutcomesAlone =
        Set(missing) == Set(schema.fields.map(\.name)) && reader.columns.contains(schema.target)
        && request.fields.id.map(reader.columns.contains) == true
      if hasOutcomesAlone, pupil.isDurable {
        var start = LearnStart(
          pupil: pupil, reader: reader, orders: DateOrders(request.input, columns: reader.columns))
        start.holdsOutcomesAlone = true
        return start
      }
      throw CommandError(
        "\(reader.file): lacks the column\(missing.count == 1 ? "" : "s") \(missing.quotedList)",
        details: [
          "the model in \(model) needs it",
          hasOutcomesAlone
            ? "outcomes without fields complete rows of a ledger; learn with --ledger" : nil,
        ].compactMap { $0 })
    }
    let unknown = Set(reader.columns).subtracting(found.columns).subtracting(leftOut)
      .subtracting(tables.made?.dropped ?? []).sorted()
    if !unknown.isEmpty, reader.format == .csv {
      request.remark("the model does not know \(unknown.quotedList); ignored")
    }
    try tables.checkColumns(reader)
    return LearnStart(
      pupil: pupil, reader: reader, orders: DateOrders(request.input, columns: reader.columns))
  }

  private func checkArguments(against learner: Learner, _ model: String) throws {
    let schema = learner.schema
    func refuse(_ what: String) -> CommandError {
      CommandError("\(model): the model does not fit: \(what)")
    }
    if let target = request.target, target != schema.target {
      throw refuse("it predicts \"\(schema.target)\", not \"\(target)\"")
    }
    if let kind = request.task, kind != schema.task {
      throw refuse("it was made to \(schema.task.rawValue), not to \(kind.rawValue)")
    }
    if let seed = request.seed, seed != learner.seed {
      throw refuse("its seed is \(learner.seed), not \(seed)")
    }
    if let words = request.fields.columns.missingWords, words != schema.notation.missingWords {
      let known = schema.notation.missingWords.map { $0.isEmpty ? "no words" : $0.quotedList }
      throw refuse("for missing values it knows \(known ?? "the usual words")")
    }
    let names = schema.fields.map(\.name) + [schema.target]
    if let misfit = schema.misfit(
      try request.fields.kinds(in: names), dropped: request.fields.dropped(in: names))
    {
      throw refuse(misfit)
    }
  }
}
