import Fledgling
import FledglingStore
import FledglingTables

/// Predicts and learns row after row, and keeps score.
struct LearnSession {
  /// How rows are learned.
  struct Options {
    /// The columns that name the rows, and that say when.
    var id: String?
    var time: String?
    /// The source of entries in a ledger; by default the file.
    var source: String?
    var pinsCorrections = false
    /// Whether to print how many rows were written down, after each group.
    var acknowledges = false
    var limit: Int?
    var isStrict = false
    var notes: Notes
  }

  /// How many rows are written down at once where the rows are at hand.
  private static let groupSize = 1_000

  var pupil: LearningTarget
  let options: Options
  let limit: Int
  let groupSize: Int
  private let before: Int
  /// The classes before anything was learned.
  private let knownClasses: [String]
  /// Rows that wait to be written down together, and their lines.
  private var waiting: [LedgerEntry] = []
  private var lines: [Int] = []
  private var classScore: PrequentialClassScore
  private var numberScore = PrequentialNumberScore()
  private var skipped = SkippedRows()
  private var unreadable = FaultWarnings("could not be read and were left out")
  /// Warnings about the tables.
  private var tableRemarks: [TableWarning] = []
  private var reading: ColumnReading
  /// Spellings of classes that have several, and how many classes these are.
  private var spellings = (spellings: 0, classes: 0)
  private var startRemarks: [String] = []
  var unlabelled = 0
  private var corrected = 0
  private var known = 0
  /// Outcomes that came after their rows, and those of rows that never came.
  private var settled = 0
  private(set) var unknown = 0
  private var progress: ProgressLine?
  var wasInterrupted = false
  private var acknowledged = 0

  /// `isLive` is whether a reader may wait for every single row to be written.
  init(_ pupil: LearningTarget, _ options: Options, isLive: Bool) {
    self.pupil = pupil
    self.options = options
    limit = options.limit ?? .max
    groupSize = isLive ? 1 : LearnSession.groupSize
    let learner = pupil.learner
    before = learner.count
    knownClasses = learner.classes
    reading = ColumnReading(learner.schema)
    classScore = PrequentialClassScore(
      known: zip(learner.classes, learner.classCounts).map { ($0, $1) })
    progress = options.notes.showsProgress ? ProgressLine() : nil
  }

  var learner: Learner { pupil.learner }

  var examples: Int { pupil.count - before }

  /// Whether the learner knows anything that could be wanted later.
  var isWorthSaving: Bool { learner.count > 0 }

  /// Learns from all tables until the limit or an interruption.
  mutating func learn(
    from start: LearnStart, _ tables: TableFiles
  ) throws(CommandError) {
    startRemarks = start.remarks
    options.notes.say(reading.line)
    for remark in start.remarks { options.notes.show(remark) }
    for (index, path) in tables.paths.enumerated() where examples < limit && !wasInterrupted {
      var reader = start.reader
      if index > 0 {
        reader = try tables.open(path, keys: start.reader.columns)
        try tables.checkColumns(start.reader, reader)
      }
      do {
        if start.holdsOutcomesAlone {
          try learnOutcomes(from: reader)
        } else {
          try learn(from: reader, tables, start.orders)
        }
      } catch {
        progress?.clear()
        TableRemarks.show(reader.warnings, isQuiet: options.notes.isQuiet)
        throw noteLoss(error)
      }
      progress?.clear()
      tableRemarks += reader.warnings
      TableRemarks.show(reader.warnings, isQuiet: options.notes.isQuiet)
    }
    unreadable.finish()
    if !wasInterrupted { try checkLearned(start) }
  }

  private mutating func learn(
    from reader: TableReader, _ tables: TableFiles, _ orders: DateOrders
  ) throws(CommandError) {
    do {
      let schema = learner.schema
      var decoder = try RowDecoder(
        schema: schema, columns: reader.columns, file: reader.file, dayFirst: orders.dayFirst,
        monthFirst: orders.monthFirst, oddCells: options.isStrict ? .areFaults : .areMissing,
        folder: tables.folder,
        attachments: tables.attachments(for: schema, columns: reader.columns))
      let isFolder = tables.made?.files.isEmpty == false
      let isSlow = schema.fields.contains { $0.kind == .image }
      guard decoder.hasTarget else {
        throw CommandError(.missingColumns(file: reader.file, names: [schema.target]))
      }
      let identity = try RowIdentity(
        id: options.id, time: options.time, schema: schema, reader: reader)
      let entryFields = pupil.isDurable ? EntryFields(schema, columns: reader.columns) : nil
      defer { note(decoder) }
      var record = TableRecord()
      var values: [Value] = []
      var rows = 0
      while examples + waiting.count < limit, try reader.next(&record) {
        // Only a line without its end may have been cut off by the interruption.
        if SignalHandler.isRequested, record.isCutOff { break }
        switch decoder.decode(record, into: &values) {
        case .row(let outcome):
          if let entryFields {
            waiting.append(
              LedgerEntry(
                entryFields.fields(record, values), outcome: outcome, id: identity.id(record),
                time: identity.time(values), source: options.source ?? reader.file))
            lines.append(record.line)
            if waiting.count >= groupSize { try learnWaiting(reader.file) }
          } else {
            let result = pupil.learn(
              values, outcome, id: identity.id(record), time: identity.time(values),
              pinsCorrections: options.pinsCorrections)
            try note(result, outcome, reader.file, line: record.line)
          }
        case .fault(let fault): try skip(fault, isFolder)
        }
        // Rows that were read ahead are learned all the same.
        if SignalHandler.isRequested, reader.sampleCount == 0 { break }
        rows += 1
        if isSlow || rows & 255 == 0, progress != nil { showProgress() }
      }
      try learnWaiting(reader.file)
      wasInterrupted = SignalHandler.isRequested
    } catch let error as TableError {
      try? learnWaiting(reader.file)
      wasInterrupted = SignalHandler.isRequested
      if !wasInterrupted { throw CommandError(error) }
    } catch let failure as CommandError {
      throw failure
    } catch {
      throw CommandError(describing: error)
    }
  }

  /// Keeps the counts of a table's decoder.
  private mutating func note(_ decoder: RowDecoder) {
    reading.add(decoder)
    spellings.spellings += decoder.severalSpellings.spellings
    spellings.classes += decoder.severalSpellings.classes
  }

  /// Notes about the tables that are known only at the end.
  private var endRemarks: [String] {
    var remarks = reading.remarks
    if spellings.classes > 0 {
      remarks.append(
        "\(NumberText.plural(spellings.classes, "class", "classes")) of \"\(learner.schema.target)\" "
          + "\(spellings.classes == 1 ? "was" : "were") written in \(spellings.spellings) spellings "
          + "(blanks, invisible characters, 1 and 1.0), which count as one")
    }
    remarks += ClassRemarks(learner, known: knownClasses).all
    return remarks
  }

  /// Reports last the notes that must not be missed.
  func complain(reportIsSeen: Bool) {
    for remark in options.notes.isQuiet ? reading.remarks : endRemarks {
      Terminal.complain("note: \(remark.onOneLine)")
    }
    guard skipped.count > 0, !reportIsSeen else { return }
    Terminal.complain(
      "warning: \(NumberText.plural(skipped.count, "row")) skipped; the first: "
        + (skipped.first.first ?? "").onOneLine)
  }

  /// Learns the rows that were read and not yet written down.
  private mutating func learnWaiting(_ file: String) throws {
    let (rows, lines) = (waiting, lines)
    waiting.removeAll(keepingCapacity: true)
    self.lines.removeAll(keepingCapacity: true)
    let results = try pupil.learn(rows, pinsCorrections: options.pinsCorrections)
    try note(results, outcomes: rows.map(\.outcome), file, lines)
  }

  /// Counts rows that have been written down, and acknowledges them.
  mutating func note(
    _ results: [LearningTarget.Result], outcomes: [Outcome?], _ file: String, _ lines: [Int]
  ) throws {
    for (place, result) in results.enumerated() {
      try note(result, outcomes[place], file, line: lines[place])
      if case .refused = result { continue }
      acknowledged += 1
    }
    guard options.acknowledges, let last = lines.last else { return }
    try Output.print("\(acknowledged)\t\(file)\t\(last)")
  }

  @inline(__always)
  private mutating func note(
    _ result: LearningTarget.Result, _ outcome: Outcome?, _ file: String, line: Int
  ) throws {
    switch result {
    case .learned(let prediction): score(prediction, outcome)
    case .corrected(let prediction):
      corrected += 1
      score(prediction, outcome)
    case .settled(let prediction):
      settled += 1
      score(prediction, outcome)
    case .observed: unlabelled += 1
    case .unknown: unknown += 1
    case .known: known += 1
    case .refused(let reason): try skip("\(file), line \(line): \(reason)")
    }
  }

  private mutating func score(_ prediction: Prediction, _ outcome: Outcome?) {
    switch outcome {
    case .label(let label): classScore.add(prediction, outcome: label)
    case .number(let number): numberScore.add(prediction, outcome: number)
    case nil: break
    }
  }

  private mutating func skip(_ fault: RowFault, _ isFolder: Bool) throws(CommandError) {
    if case .noSuchRow = fault.problem { throw CommandError(fault.description) }
    guard isFolder else { return try skip(fault.description) }
    if !options.isStrict {
      progress?.clear()
      unreadable.show(fault.problem.sentence)
    }
    try skip(fault.problem.sentence)
  }

  mutating func skip(_ reason: String) throws(CommandError) {
    guard !options.isStrict else { throw CommandError(reason) }
    skipped.add(reason)
  }

  private func noteLoss(_ failure: CommandError) -> CommandError {
    guard examples > 0 else { return failure }
    let learned = NumberText.plural(examples, "example")
    return CommandError(
      failure.message,
      details: failure.details + [
        "\(learned) had been learned before; "
          + (pupil.isDurable ? "they are in the ledger" : "nothing was saved")
      ],
      status: failure.status)
  }

  private func checkLearned(_ start: LearnStart) throws(CommandError) {
    guard examples == 0, corrected == 0, known == 0 else { return }
    let file = start.reader.file
    if skipped.count > 0 {
      throw CommandError("\(file): no row could be learned", details: skipped.first)
    }
    if start.holdsOutcomesAlone, unknown > 0 {
      throw CommandError(
        "\(file): none of its \(NumberText.plural(unknown, "outcome")) belongs to a row "
          + "of the ledger",
        details: ["is \"\(options.id ?? "")\" the column that names the rows?"])
    }
    guard before == 0 else { return }
    throw unlabelled > 0
      ? CommandError(
        "\(file): no row has a value in the target column \"\(learner.schema.target)\"")
      : CommandError("\(file): has columns but no rows")
  }

  private mutating func showProgress() {
    guard progress?.isDue == true else { return }
    let score = learner.schema.task == .classification ? classProgress : numberProgress
    let rows = examples + unlabelled + skipped.count
    progress?.show(rows: rows, score)
  }

  private var classProgress: String {
    "accuracy \(NumberText.percent(classScore.totals.accuracy))  "
      + "NoChange \(NumberText.percent(classScore.noChangeAccuracy))  "
      + "majority \(NumberText.percent(classScore.majorityAccuracy))"
  }

  private var numberProgress: String {
    "mean error \(NumberText.short(numberScore.totals.meanAbsoluteError))  "
      + "NoChange \(NumberText.short(numberScore.noChangeError))  "
      + "mean \(NumberText.short(numberScore.meanBaselineError))"
  }

  /// All there is to say when learning is over.
  func report(since clock: Double) -> LearnReport {
    let usage = System.usage
    return LearnReport(
      learner: learner, before: before, classScore: classScore, numberScore: numberScore,
      skipped: skipped, reading: reading,
      remarks: startRemarks + tableRemarks.map(\.description) + endRemarks,
      unlabelled: unlabelled, corrected: corrected, known: known, settled: settled,
      unknown: unknown, isInterrupted: wasInterrupted,
      seconds: System.seconds - clock, cpuSeconds: usage.cpuSeconds,
      peakMemoryBytes: usage.peakMemoryBytes)
  }
}
