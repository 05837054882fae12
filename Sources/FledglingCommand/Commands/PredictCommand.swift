import ArgumentParser
import Fledgling
import FledglingTables

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the rows of a table with a saved model.",
    discussion: """
      Writes one line per row, in the order of the rows: the row number from 1, the prediction, \
      and its probability or, for a number, the bounds of its 90 % interval. A row that cannot \
      be read gets an empty prediction.

      More columns follow: abstain (true if the prediction is too uncertain to use), support \
      (the number of similar examples), and novelty (the share of recent examples that were \
      less unusual). For classes, set is the 90 % prediction set as a JSON array; the model \
      abstains if the set holds several classes, or by --abstain-below. The last columns are \
      the row's id and the --keep columns.

      Cells are read as in the table that the model learned from. Cells that cannot be read \
      count as missing; notes at the end report how many.

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

  @Option(help: ArgumentHelp("csv or jsonl.", valueName: "format"))
  var format = PredictionFormat.csv

  @Flag(help: "Write the probability of every class.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "full uses every expert; adaptive answers easy rows faster.", valueName: "effort"))
  var effort = EffortChoice.full

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "next: the rows follow the stream at once. always: they may be of any time. By default "
        + "each row is weighed by whether it looks new or old.",
      valueName: "scope"))
  var scope: PredictionScope?

  @Option(
    help: ArgumentHelp(
      "Abstain only where the class is less probable than this.",
      valueName: "probability"))
  var abstainBelow: Double?

  @Option(
    help: ArgumentHelp(
      "Abstain where the interval of a number is wider than this.", valueName: "width"))
  var abstainWider: Double?

  @Flag(
    help: ArgumentHelp(
      "Skip support and novelty (about 10 µs faster per row at 16 fields)."))
  var noFamiliarity = false

  @Option(
    help: ArgumentHelp(
      "The column with the ids of the rows (default: the id column that the model learned with).",
      valueName: "column"))
  var id: String?

  @Option(
    help: ArgumentHelp(
      "Columns of the table to write after the prediction.", valueName: "columns"))
  var keep: [NameList] = []

  @OptionGroup var input: RowInputOptions

  @OptionGroup var strictness: StrictOption

  @OptionGroup var quietness: QuietOption

  func validate() throws {
    if let abstainBelow, !(0...1).contains(abstainBelow) {
      throw ValidationError("--abstain-below must be a probability, from 0 to 1")
    }
    if let abstainWider, !(abstainWider >= 0) {
      throw ValidationError("--abstain-wider must be a width, 0 or more")
    }
  }

  func run() throws {
    let notes = quietness.notes
    let learner = try Model.open(model, notes).learner
    try checkMeaning(learner)
    let rows = try PredictionRows(
      file, input: input, isStrict: strictness.strict, model: learner, effort: effort.effort,
      scope: scope,
      carried: PredictionRows.Carried(id: id, columns: keep), notes: notes)
    notes.say(rows.reading.line)
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
      // The predictions so far are still good.
      try stream.flush()
      throw error
    }
    try stream.finish()
    if abstained > 0, abstainBelow != nil || abstainWider != nil {
      notes.show(
        "abstained from \(NumberText.count(abstained)) of "
          + NumberText.plural(answered, "row"))
    }
  }

  /// Refuses options that have no meaning for the model.
  private func checkMeaning(_ learner: Learner) throws(CommandError) {
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

  /// Whether a prediction is too uncertain to use.
  private func abstains(_ prediction: Prediction) -> Bool {
    switch prediction {
    case .unknown: true
    case .label(let said):
      abstainBelow.map { Double(said.probability) < $0 } ?? (said.setSize > 1)
    case .number(let said): abstainWider.map { said.upper - said.lower > $0 } ?? false
    }
  }
}
