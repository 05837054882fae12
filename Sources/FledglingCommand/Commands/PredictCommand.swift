import ArgumentParser
import Fledgling
import FledglingTables

/// How predictions are written.
enum PredictionFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, jsonl
}

/// How long to think about a row.
enum EffortChoice: String, ExpressibleByArgument, CaseIterable {
  case full, adaptive

  var effort: Effort { self == .full ? .full : .adaptive }
}

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the rows of a table with a model that was saved.",
    discussion: """
      Writes one line for each row, in the order of the rows: its number, counted from 1, the \
      prediction, and its probability or, for a number, the ends of an interval that holds \
      the outcome nine times in ten. A row that cannot be read gets an empty prediction.

      Then whether it is better left to somebody else (abstain), how many examples like it the \
      model knows (support), and the share of the newest examples that were less strange than \
      it (novelty). For classes follows the set that holds the outcome nine times in ten, as a \
      JSON array; more than one class there is why the model abstains, unless --abstain-below \
      says when. Then come the row's id and the columns to --keep.

      Cells are read as in the table the model was taught with; a cell that cannot be is a \
      missing value, and such cells are counted at the end.

      EXAMPLES:
        fledgling predict parcels.model today.csv > predictions.csv
        fledgling predict parcels.model today.csv --all --format jsonl
        fledgling predict parcels.model today.csv --abstain-below 0.9
        fledgling predict parcels.model today.csv --id tracking --keep carrier,customer
        tail -f events.jsonl | fledgling predict events.model -
        fledgling predict pictures.model new-pictures/ > predictions.csv
        fledgling predict digits.model t10k-images-idx3-ubyte.gz
        fledgling predict mails.model today.csv --vector today.npy
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @Argument(
    help: ArgumentHelp(
      "A table with the columns of the model, a folder of pictures, or an array file; - is "
        + "standard input."))
  var file: String

  @Option(
    help: ArgumentHelp("A .npy file with a vector for each row.", valueName: "path"))
  var vector: [String] = []

  @Option(help: ArgumentHelp("csv or jsonl.", valueName: "format"))
  var format = PredictionFormat.csv

  @Flag(help: "The probability of every class.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "full asks every expert; adaptive answers easy rows faster.", valueName: "effort"))
  var effort = EffortChoice.full

  @Option(
    help: ArgumentHelp(
      "Abstain where the class is less probable than this, and nowhere else.",
      valueName: "probability"))
  var abstainBelow: Double?

  @Option(
    help: ArgumentHelp(
      "Abstain where the interval of a number is wider than this.", valueName: "width"))
  var abstainWider: Double?

  @Flag(
    help: ArgumentHelp(
      "Leave support and novelty empty: measuring them takes some 10 µs a row "
        + "at 16 fields and 60 µs at 57, where the answer takes 25 and 60."))
  var noFamiliarity = false

  @Option(
    help: ArgumentHelp(
      "The column that names the rows, written as id; by default the one the model was taught with.",
      valueName: "column"))
  var id: String?

  @Option(
    help: ArgumentHelp(
      "Columns to write behind the predictions as they are in the table.", valueName: "columns"))
  var keep: [NameList] = []

  @Flag(help: "Do not print what the columns are read as.")
  var quiet = false

  @OptionGroup var input: InputOptions

  func validate() throws {
    if let abstainBelow, !(0...1).contains(abstainBelow) {
      throw ValidationError("--abstain-below must be a probability, from 0 to 1")
    }
    if let abstainWider, !(abstainWider >= 0) {
      throw ValidationError("--abstain-wider must be a width, 0 or more")
    }
  }

  func run() throws {
    let learner = try Model.open(model).learner
    try checkTask(of: learner)
    let rows = try PredictionRows(
      file, vectors: vector, input: input, model: learner, effort: effort.effort,
      carried: PredictionRows.Carried(id: id, columns: keep))
    if !quiet { Terminal.complain(rows.reading.line) }
    let familiarity = noFamiliarity ? nil : SupportEstimator(learner)
    let writer = PredictionWriter(
      format: format, learner: learner, showsAll: all, namesFiles: rows.namesFiles,
      kept: rows.keptNames)
    var stream = PredictionStream(writer, waits: !rows.comesFromSomebody)
    var answered = 0
    var abstained = 0
    do {
      try rows.forEach(fate: "could not be read and have no prediction") { row in
        let abstains = abstains(row.prediction)
        if row.values != nil {
          answered += 1
          abstained += abstains ? 1 : 0
        }
        var known: (support: Double, novelty: Double)?
        if let values = row.values { known = try familiarity?.measure(values, time: row.time) }
        try stream.write(row, abstains: abstains, known)
      }
    } catch let error where !(error is BrokenPipe) {
      // What was predicted is still good.
      try stream.flush()
      throw error
    }
    try stream.finish()
    if abstained > 0, abstainBelow != nil || abstainWider != nil {
      Terminal.complain(
        "note: abstained from \(NumberText.count(abstained)) of "
          + NumberText.plural(answered, "row"))
    }
  }

  /// Refuses options that have no meaning for the model.
  private func checkTask(of learner: Learner) throws(CommandError) {
    let isClassifier = learner.schema.task == .classification
    guard isClassifier || !all else {
      throw CommandError("\(model): predicts a number, so --all has no meaning", status: .usage)
    }
    guard isClassifier || abstainBelow == nil else {
      throw CommandError(
        "\(model): predicts a number, so --abstain-below has no meaning",
        details: ["--abstain-wider abstains where the interval is wide"], status: .usage)
    }
    guard !isClassifier || abstainWider == nil else {
      throw CommandError(
        "\(model): predicts a class, so --abstain-wider has no meaning",
        details: ["--abstain-below abstains where the class is not probable"], status: .usage)
    }
  }

  /// Whether an answer is better left to somebody else.
  private func abstains(_ prediction: Prediction) -> Bool {
    switch prediction {
    case .unknown: true
    case .label(let said):
      abstainBelow.map { Double(said.probability) < $0 } ?? (said.setSize > 1)
    case .number(let said): abstainWider.map { said.upper - said.lower > $0 } ?? false
    }
  }
}
