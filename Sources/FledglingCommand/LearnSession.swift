import Fledgling
import FledglingTables

/// Predicts and learns row after row, and keeps score.
struct LearnSession {
  private(set) var learner: Learner

  private let limit: Int
  private let isStrict: Bool
  private let before: Int
  private var classScore: PrequentialClassScore
  private var numberScore = PrequentialNumberScore()
  private var skipped = SkippedRows()
  private var unlabelled = 0
  private var progress: ProgressLine?
  private var wasInterrupted = false

  init(learner: Learner, limit: Int?, isStrict: Bool, showsProgress: Bool) {
    self.learner = learner
    self.limit = limit ?? .max
    self.isStrict = isStrict
    before = learner.count
    classScore = PrequentialClassScore(
      known: zip(learner.classes, learner.classCounts).map { ($0, $1) })
    progress = showsProgress && Terminal.isInteractive ? ProgressLine() : nil
  }

  private var examples: Int { learner.count - before }

  /// Whether the learner knows anything that could be wanted later.
  var isWorthSaving: Bool { learner.count > 0 }

  /// Learns from all tables until the limit or an interruption.
  mutating func learn(
    from start: LearnStart, _ tables: TableFiles, isQuiet: Bool
  ) throws(Failure) {
    let schema = learner.schema
    for (index, path) in tables.paths.enumerated() where examples < limit && !wasInterrupted {
      var reader = start.reader
      var dayFirst = start.dayFirst
      if index > 0 {
        reader = try tables.open(path, keys: start.reader.columns)
        try tables.checkColumns(start.reader, reader)
        if schema.fields.contains(where: { $0.kind == .dateTime }) {
          dayFirst.formUnion(try TableFiles.dayFirstColumns(reader, path: path))
        }
      }
      do {
        try learn(from: reader, dayFirst)
      } catch {
        progress?.clear()
        throw noteLoss(error)
      }
      progress?.clear()
      for warning in reader.warnings.prefix(isQuiet ? 0 : 5) {
        Terminal.complain("note: \(warning.description.onOneLine)")
      }
    }
    if !wasInterrupted { try checkLearned(start) }
  }

  private mutating func learn(
    from reader: TableReader, _ dayFirst: Set<String>
  ) throws(Failure) {
    do {
      var decoder = try RowDecoder(
        schema: learner.schema, columns: reader.columns, file: reader.file, dayFirst: dayFirst)
      guard decoder.hasTarget else {
        throw Failure(.missingColumns(file: reader.file, names: [learner.schema.target]))
      }
      var record = TableRecord()
      var values: [Value] = []
      var rows = 0
      while examples < limit, try reader.next(&record) {
        // Rows that were read ahead are learned all the same, but the last one may have been cut off
        // by the interruption.
        if Interruption.isRequested, reader.sampleCount == 0 { break }
        switch decoder.decode(record, into: &values) {
        case .row(let outcome?):
          do {
            try learn(values, outcome)
          } catch {
            try skip("\(reader.file), line \(record.line): \(error)")
          }
        case .row(nil):
          unlabelled += 1
          try? learner.observe(values)
        case .fault(let fault): try skip(fault.description)
        }
        rows += 1
        if rows & 255 == 0, progress != nil { showProgress() }
      }
      wasInterrupted = Interruption.isRequested
    } catch let error as TableError {
      wasInterrupted = Interruption.isRequested
      if !wasInterrupted { throw Failure(error) }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("\(error)")
    }
  }

  private mutating func learn(_ values: [Value], _ outcome: Outcome) throws(LearnerError) {
    let prediction = try learner.answer(values, thenLearn: outcome)
    switch outcome {
    case .label(let label): classScore.add(prediction, outcome: label)
    case .number(let number): numberScore.add(prediction, outcome: number)
    }
  }

  private mutating func skip(_ reason: String) throws(Failure) {
    guard !isStrict else { throw Failure(reason) }
    skipped.add(reason)
  }

  private func noteLoss(_ failure: Failure) -> Failure {
    guard examples > 0 else { return failure }
    let learned = NumberText.plural(examples, "example")
    return Failure(
      failure.message,
      details: failure.details + ["\(learned) had been learned before; nothing was saved"],
      status: failure.status)
  }

  private func checkLearned(_ start: LearnStart) throws(Failure) {
    guard examples == 0 else { return }
    let file = start.reader.file
    if skipped.count > 0 {
      throw Failure("\(file): no row could be learned", details: skipped.first)
    }
    guard before == 0 else { return }
    throw unlabelled > 0
      ? Failure("\(file): no row has a value in the target column \"\(learner.schema.target)\"")
      : Failure("\(file): has columns but no rows")
  }

  private mutating func showProgress() {
    guard progress?.isDue == true else { return }
    let score = learner.schema.task == .classify ? classProgress : numberProgress
    let rows = examples + unlabelled + skipped.count
    progress?.show(rows: rows, score)
  }

  private var classProgress: String {
    "right \(NumberText.percent(classScore.totals.accuracy))  "
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
      skipped: skipped, unlabelled: unlabelled, isInterrupted: wasInterrupted,
      seconds: System.seconds - clock, cpuSeconds: usage.cpuSeconds,
      peakMemoryBytes: usage.peakMemoryBytes)
  }
}
