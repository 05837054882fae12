import ArgumentParser
import Fledgling

struct AskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "List the rows most worth labelling.",
    discussion: """
      Of a table without outcomes, lists the rows to label first: rows with uncertain \
      predictions, new to the model, and different from each other. Learn their outcomes with \
      "learn --resume", then ask again. The target column is not needed, and is ignored.

      The score is the distance of a row's expected update to the model from the updates by the \
      rows above it. Of more than 100,000 rows (fewer with hundreds of classes) a sample is \
      scored, the same every time.

      EXAMPLES:
        fledgling ask parcels.model unlabelled.csv
        fledgling ask parcels.model unlabelled.csv --count 50 --format jsonl
        fledgling ask pictures.model new-pictures/
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @Argument(
    help: ArgumentHelp(
      "A table with the columns of the model, a folder of pictures, or an array file; - is "
        + "standard input."))
  var file: String

  @Option(help: ArgumentHelp("How many rows to list, at most 10,000.", valueName: "count"))
  var count = 10

  @Option(help: ArgumentHelp("csv or jsonl.", valueName: "format"))
  var format = PredictionFormat.csv

  @OptionGroup var input: RowInputOptions

  @OptionGroup var strictness: StrictOption

  @OptionGroup var quietness: QuietOption

  func validate() throws {
    guard (1...10_000).contains(count) else {
      throw ValidationError("--count must be from 1 to 10,000")
    }
  }

  func run() throws {
    let notes = quietness.notes
    let learner = try Model.open(model, notes).learner
    guard learner.count > 0 else { throw CommandError("\(model): has learned nothing yet") }
    let rows = try PredictionRows(
      file, input: input, isStrict: strictness.strict, model: learner, effort: .full, notes: notes)
    let familiarity = SupportEstimator(learner)
    var candidates = BADGESampler<AskedRow>(learner)
    try rows.forEach(fate: "could not be read and are not listed") { row in
      guard let values = row.values else { return }
      let novelty = try familiarity.measure(values, time: row.time).novelty
      candidates.add(
        values, answered: row.prediction, novelty: novelty,
        as: AskedRow(number: row.number, file: row.file))
    }
    let looked = candidates.count
    let questions = candidates.choose(count)
    var output = Output()
    let writer = QuestionWriter(format: format, learner: learner, namesFiles: rows.namesFiles)
    if let header = writer.header { try output.line(header) }
    for (index, question) in questions.enumerated() {
      try output.line(writer.line(index + 1, question))
    }
    try output.flush()
    if candidates.isSample {
      notes.show("scored a sample of \(NumberText.count(looked)) rows")
    }
  }
}

/// The place of a candidate row.
struct AskedRow: Sendable {
  /// Counted from 1.
  let number: Int
  /// The file of a picture in a folder.
  let file: String?
}

/// Writes the listed rows as lines.
struct QuestionWriter {
  private let format: PredictionFormat
  private let names: [String]

  init(format: PredictionFormat, learner: Learner, namesFiles: Bool) {
    self.format = format
    let isClassifier = learner.schema.task == .classification
    names =
      ["rank", "row"] + (namesFiles ? ["file"] : []) + ["prediction"]
      + (isClassifier ? ["probability"] : ["lower", "upper"]) + ["novelty", "score"]
  }

  /// The line above the first, if the format has one.
  var header: String? { format == .csv ? CSVText.line(names) : nil }

  func line(_ rank: Int, _ question: BADGESampler<AskedRow>.Choice) -> String {
    var cells: [JSON] = [.integer(rank), .integer(question.tag.number)]
    if let file = question.tag.file { cells.append(.string(file)) }
    switch question.prediction {
    case .unknown: break
    case .label(let said): cells += [.string(said.label), .probability(said.probability)]
    case .number(let said):
      cells += [.number(said.value), .number(said.lower), .number(said.upper)]
    }
    cells += [
      .number(Double(NumberText.fixed(question.novelty, 3))),
      .number(Double(CSVText.rounded(question.score))),
    ]
    guard format == .csv else { return JSON.object(Array(zip(names, cells))).text }
    return CSVText.line(
      cells.map { cell in
        if case .string(let text) = cell { return text }
        return cell.text
      })
  }
}
