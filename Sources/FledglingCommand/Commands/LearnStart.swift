import Fledgling
import FledglingStore
import FledglingTables

/// The learner and the first table when learning begins.
struct LearnStart {
  let pupil: Pupil
  let reader: TableReader
  let dayFirst: Set<String>
  /// Whether the tables hold nothing but ids and the outcomes of rows that came before.
  var holdsOutcomesAlone = false
}

extension LearnCommand {
  /// Where learning begins: at nothing, with a model, or with a ledger.
  func start(_ tables: TableFiles) throws -> LearnStart {
    if let resume {
      guard !Model.isLedger(resume) else {
        throw Failure("\(resume): is a ledger; go on with --ledger", status: .usage)
      }
      return try resumed(resume, Pupil(try ModelFile(path: resume).load().state), tables)
    }
    guard let ledger else { return try fresh(tables) }
    do {
      if System.kind(of: ledger) != .missing {
        return try resumed(ledger, Pupil(try Model.openLedger(ledger)), tables)
      }
      let start = try fresh(tables)
      let created = try Ledger.create(
        ledger, schema: start.pupil.learner.schema, seed: start.pupil.learner.seed)
      return LearnStart(
        pupil: Pupil(try DurableLearner(opening: created)), reader: start.reader,
        dayFirst: start.dayFirst)
    } catch let error as LedgerError {
      throw Failure(describing: error)
    }
  }

  /// What is to be found out about the first table.
  private func inference(
    _ reader: TableReader, _ tables: TableFiles, target: String
  ) throws -> SchemaInference {
    var kinds = try kinds()
    for name in tables.made?.images ?? [] { kinds[name] = .image }
    let ranges = vector.set.filter {
      kinds[$0] != nil && ColumnRange.isRange($0) && !reader.columns.contains($0)
    }
    for name in ranges { kinds[name] = nil }
    return SchemaInference(
      target: target, dropped: dropped.union(tables.made?.dropped ?? []), overrides: kinds,
      task: kind, dayFirst: input.dayFirst.set, ranges: ranges.sorted(),
      attachments: tables.attachments, folder: tables.folder)
  }

  /// A learner for what the first table holds.
  private func fresh(_ tables: TableFiles) throws -> LearnStart {
    guard let path = files.first, let target = outcome else {
      throw Failure("no file", status: .usage)
    }
    let reader = try tables.open(path)
    do {
      var inference = try inference(reader, tables, target: target)
      if let name = try RowNumberColumn.find(reader), name != target,
        inference.overrides[name] == nil, inference.dropped.insert(name).inserted
      {
        remark("the column \"\(name)\" only numbers the rows and is left out")
      }
      let inferred = try inference.infer(reader)
      guard !inferred.schema.fields.isEmpty else {
        throw Failure("\(reader.file): has no column to predict \"\(target)\" from")
      }
      try tables.checkColumns(reader)
      return LearnStart(
        pupil: Pupil(Learner(schema: inferred.schema, seed: seed ?? 1)), reader: reader,
        dayFirst: input.dayFirst.set)
    } catch let error as TableError {
      throw Failure(error)
    }
  }

  /// The learner in a file, if it fits to the first table and to the arguments.
  private func resumed(
    _ model: String, _ pupil: Pupil, _ tables: TableFiles
  ) throws -> LearnStart {
    guard let path = files.first else { throw Failure("no file", status: .usage) }
    let learner = pupil.learner
    let schema = learner.schema
    try checkArguments(against: learner, model)
    let keys = TableFiles.keys(schema)
    let reader = try tables.open(
      path, keys: keys.map { $0 + dropped.subtracting($0).sorted() })
    let found = FieldSources(
      schema, columns: reader.columns,
      attachments: tables.attachments(for: schema, columns: reader.columns))
    let missing =
      found.missing + (reader.columns.contains(schema.target) ? [] : [schema.target])
    guard missing.isEmpty else {
      let hasOutcomesAlone =
        Set(missing) == Set(schema.fields.map(\.name)) && reader.columns.contains(schema.target)
        && id.map(reader.columns.contains) == true
      if hasOutcomesAlone, pupil.isDurable {
        var start = LearnStart(pupil: pupil, reader: reader, dayFirst: [])
        start.holdsOutcomesAlone = true
        return start
      }
      throw Failure(
        "\(reader.file): lacks the column\(missing.count == 1 ? "" : "s") \(missing.quotedList)",
        details: [
          "the model in \(model) was taught with it",
          hasOutcomesAlone
            ? "outcomes that come alone belong to rows of a ledger; learn with --ledger" : nil,
        ].compactMap { $0 })
    }
    let unknown = Set(reader.columns).subtracting(found.columns).subtracting(dropped)
      .subtracting(tables.made?.dropped ?? []).sorted()
    if !unknown.isEmpty, reader.format == .csv {
      remark("the model does not know \(unknown.quotedList); ignored")
    }
    try tables.checkColumns(reader)
    let dates = schema.fields.filter { $0.kind == .dateTime }
    let dayFirst = dates.isEmpty ? [] : try TableFiles.dayFirstColumns(reader, path: path)
    return LearnStart(
      pupil: pupil, reader: reader, dayFirst: dayFirst.union(input.dayFirst.set))
  }

  private func checkArguments(against learner: Learner, _ model: String) throws {
    let schema = learner.schema
    func refuse(_ what: String) -> Failure {
      Failure("\(model): the model does not fit: \(what)")
    }
    if let target = outcome, target != schema.target {
      throw refuse("it predicts \"\(schema.target)\", not \"\(target)\"")
    }
    if let kind, kind != schema.task {
      throw refuse("it was made to \(schema.task.rawValue), not to \(kind.rawValue)")
    }
    if let seed, seed != learner.seed { throw refuse("its seed is \(learner.seed), not \(seed)") }
    if let misfit = schema.misfit(try kinds(), dropped: dropped) { throw refuse(misfit) }
  }
}

extension Field.Kind {
  /// What such a column holds, in words.
  var words: String {
    switch self {
    case .number: "numbers"
    case .category: "categories"
    case .boolean: "true or false"
    case .dateTime: "dates"
    case .text: "texts"
    case .vector: "vectors"
    case .image: "pictures"
    case .sequence: "the names of sequences"
    }
  }
}
