import ArgumentParser
import Fledgling

struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Learn from tables, row by row, and report how good the predictions were.",
    discussion: """
      Reads CSV (any delimiter, quoted, gzip) or JSON Lines. Every row is predicted before it \
      is learned. The type of each column is detected from the first rows and kept in the \
      model: the majority of cells decides, and cells of another type count as missing. Numbers \
      may have decimal commas, thousands separators, currencies and units. An empty cell, NA, \
      N/A, NaN, null and ? are missing values; a row without a target is not learned.

      Put a column name that contains a comma in quotes: --drop '"price, usd",weight'.

      Instead of tables, learn reads a folder of PNG and JPEG pictures, or an array file (IDX or \
      .npy). Texts, and arrays of eight or more numbers in JSON Lines, are detected.

      EXAMPLES:
        fledgling learn parcels.csv --target late --id tracking
        fledgling learn jan.csv.gz feb.csv.gz --target price --save price.model
        fledgling learn march.csv --resume price.model --save price.model
        tail -f events.jsonl | fledgling learn - --resume a.model --save a.model
        fledgling learn data.csv --target class --report json --quiet > report.json
        fledgling learn may.csv --target late --id tracking --ledger parcels.ledger
        fledgling learn sms.csv --target spam --text message
        fledgling learn signals.csv --target kind --vector t0..t39
        fledgling learn mails.jsonl --target spam --vector embedding
        fledgling learn mails.csv --target spam --vector embeddings.npy
        fledgling learn pictures/ --target-from-folder --save pictures.model
        fledgling learn leaves.csv --target species --image photo
        fledgling learn train-images-idx3-ubyte.gz --target digit
        fledgling learn embeddings.npy --labels labels.csv --target topic
        fledgling learn engines.csv --target fails --sequence engine --time at
        fledgling learn parcels.csv --target late --day-first shipped,arrived
        fledgling learn trade.csv --target country --missing 'unknown,-'
      """)

  @Argument(help: "Tables with the same columns, read one after the other; - is standard input.")
  var files: [String]

  @Option(help: ArgumentHelp("The column to predict.", valueName: "column"))
  var target: String?

  @OptionGroup var fields: FieldOptions

  @OptionGroup var learning: LearningOptions

  @Option(
    help: ArgumentHelp(
      "The labels of an array file: IDX, .npy, or a table with the target; IDX labels are found.",
      valueName: "path"))
  var labels: String?

  @Flag(help: "Learn a folder of pictures; its subfolders are the classes.")
  var targetFromFolder = false

  @OptionGroup var input: InputOptions

  @OptionGroup var strictness: StrictOption

  @Option(help: ArgumentHelp("Stop after this many examples.", valueName: "count"))
  var limit: Int?

  @OptionGroup var persistence: PersistenceOptions

  @Option(
    help: ArgumentHelp(
      "The source of the examples, as the ledger records it (default: the file).", valueName: "name"
    ))
  var source: String?

  @Flag(help: "Pin examples whose outcome corrects an earlier one of the same id.")
  var pinCorrections = false

  @OptionGroup var reporting: ReportOptions

  func validate() throws {
    guard persistence.ledger == nil || persistence.resume == nil else {
      throw ValidationError("--ledger and --resume cannot be combined: a ledger resumes by itself")
    }
    if pinCorrections, fields.id == nil {
      throw ValidationError("--pin-corrections needs --id to find the example that is corrected")
    }
    guard outcome != nil || persistence.goesOn else {
      throw ValidationError("Missing expected argument '--target <column>'")
    }
    guard files.filter({ $0 == "-" }).count <= 1 else {
      throw ValidationError("Standard input (-) can be read only once")
    }
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    if let target, fields.columns.drop.set.contains(target) || fields.id == target {
      throw ValidationError("The target \"\(target)\" cannot be left out as well")
    }
  }

  /// The column to predict.
  private var outcome: String? { target ?? (targetFromFolder ? "label" : nil) }

  private var request: LearnRequest {
    LearnRequest(
      files: files, target: outcome, task: learning.kind, fields: fields, labels: labels,
      isFolder: targetFromFolder, input: input, seed: learning.seed, resume: persistence.resume,
      ledger: persistence.ledger, notes: reporting.notes)
  }

  func run() throws {
    let clock = System.seconds
    SignalHandler.install()
    let saved = persistence.save.map(ModelFile.init(path:))
    try saved?.checkWritable(reading: files.filter { $0 != "-" })
    let notes = reporting.notes
    let setup = try LearnSetup(request)
    let tables = setup.tables
    let start = try setup.start()
    if fields.id == nil, start.pupil.learner.hasIDs {
      Terminal.complain(
        "warning: the model was learned with ids; without --id, rows that were learned or unlearned "
          + "before are not recognised")
    }
    let options = LearnSession.Options(
      id: fields.id, time: fields.time, source: source, pinsCorrections: pinCorrections,
      acknowledges: persistence.acknowledge, limit: limit, isStrict: strictness.strict,
      notes: notes)
    let isLive = tables.made == nil && !files.allSatisfy { TableFiles.canBeReadTwice($0) }
    var session = LearnSession(start.pupil, options, isLive: isLive)
    do {
      try session.learn(from: start, tables)
    } catch {
      // Acknowledged rows are in the ledger; the next session need not learn them again.
      try? start.pupil.saveSnapshot()
      throw error
    }
    try start.pupil.saveSnapshot()
    if let saved, let save = persistence.save {
      if session.isWorthSaving {
        try saved.save(session.learner, conflict: .keptBeside)
      } else {
        Terminal.complain("warning: nothing was learned, so \(save.onOneLine) was not written")
      }
    }
    var summary = session.report(since: clock)
    summary.saved = session.isWorthSaving ? persistence.place : nil
    switch reporting.style {
    case .json: try Output.print(summary.json.text)
    case .text: try Output.print(summary.text)
    }
    session.complain(reportIsSeen: reporting.style == .text && Terminal.isSeen)
    if summary.isInterrupted { throw ExitStatus.interrupted }
  }
}
