import ArgumentParser
import Fledgling

extension LearningTask: ExpressibleByArgument {}

/// How the report is written.
enum ReportStyle: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

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

  @Option(help: ArgumentHelp("Columns to leave out.", valueName: "columns"))
  var drop: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "The column with a unique id for each row; it is not a feature.", valueName: "column"))
  var id: String?

  @Option(
    help: ArgumentHelp(
      "The column with the date-time of each row; it orders the rows.",
      valueName: "column"))
  var time: String?

  @Option(
    help: ArgumentHelp(
      "classify or regress; by default the first values of the target decide.", valueName: "kind"))
  var kind: LearningTask?

  @OptionGroup var columnKinds: ColumnOptions

  @Option(
    help: ArgumentHelp(
      "Vectors: columns of arrays, first..last for one number per column, or FILE.npy with one "
        + "vector per row.", valueName: "columns"))
  var vector: [NameList] = []

  @Option(
    help: ArgumentHelp("Columns that hold the paths of pictures.", valueName: "columns"))
  var image: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "The column with the sequence of each row, such as a machine or a patient.",
      valueName: "column"))
  var sequence: String?

  @Option(
    help: ArgumentHelp(
      "The labels of an array file: IDX, .npy, or a table with the target; IDX labels are found.",
      valueName: "path"))
  var labels: String?

  @Flag(help: "Learn a folder of pictures; its subfolders are the classes.")
  var targetFromFolder = false

  @OptionGroup var input: InputOptions

  @Option(help: ArgumentHelp("Stop after this many examples.", valueName: "count"))
  var limit: Int?

  @Option(help: ArgumentHelp("Random seed (default: 1).", valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Save the model in this file at the end.", valueName: "path"))
  var save: String?

  @Option(help: ArgumentHelp("Continue with the model in this file.", valueName: "path"))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Write every example to this ledger before it is learned, and continue with what it holds.",
      valueName: "path"))
  var ledger: String?

  @Option(
    help: ArgumentHelp(
      "The source of the examples, as the ledger records it (default: the file).", valueName: "name"
    ))
  var source: String?

  @Flag(
    help: ArgumentHelp(
      "Print a line whenever rows have been written: how many so far, file and line."))
  var acknowledge = false

  @Flag(help: "Pin examples whose outcome corrects an earlier one of the same id.")
  var pinCorrections = false

  @Option(help: ArgumentHelp("text or json.", valueName: "style"))
  var report = ReportStyle.text

  @Flag(help: "Suppress progress and notes.")
  var quiet = false

  func validate() throws {
    guard ledger == nil || resume == nil else {
      throw ValidationError("--ledger and --resume cannot be combined: a ledger resumes by itself")
    }
    if acknowledge, ledger == nil {
      throw ValidationError(
        "--acknowledge needs --ledger; only a ledger is written row by row")
    }
    if pinCorrections, id == nil {
      throw ValidationError("--pin-corrections needs --id to find the example that is corrected")
    }
    guard outcome != nil || resume != nil || ledger.map(Model.isLedger) == true else {
      throw ValidationError("Missing expected argument '--target <column>'")
    }
    guard files.filter({ $0 == "-" }).count <= 1 else {
      throw ValidationError("Standard input (-) can be read only once")
    }
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    _ = try kinds()
    if let id, id == time {
      throw ValidationError(
        "--id and --time both name the column \"\(id)\"; name another column with --time")
    }
    if let target, drop.set.contains(target) || id == target {
      throw ValidationError("The target \"\(target)\" cannot be left out as well")
    }
  }

  /// The kinds of columns according to the arguments.
  func kinds(in columns: [String] = []) throws -> [String: Field.Kind] {
    let timed = Set(time.map { [$0] } ?? []).subtracting(columnKinds.date.set(in: columns))
    return try columnKinds.kinds(
      with: [
        (.dateTime, timed), (.image, image.set(in: columns)),
        (.sequence, Set(sequence.map { [$0] } ?? [])),
        (.vector, vector.set(in: columns).filter { !TableFiles.isVectorFile($0) }),
      ], in: columns)
  }

  /// The column to predict.
  var outcome: String? { target ?? (targetFromFolder ? "label" : nil) }

  /// The columns that are no fields according to the arguments.
  func dropped(in columns: [String]) -> Set<String> {
    drop.set(in: columns).union(id.map { [$0] } ?? [])
  }

  func run() throws {
    let clock = System.seconds
    SignalHandler.install()
    let saved = save.map(ModelFile.init(path:))
    try saved?.checkWritable(reading: files.filter { $0 != "-" })
    let tables = try tables()
    let start = try start(tables)
    if id == nil, start.pupil.learner.hasIDs {
      Terminal.complain(
        "warning: the model was learned with ids; without --id, rows that were learned or unlearned "
          + "before are not recognised")
    }
    let options = LearnSession.Options(
      id: id, time: time, source: source, pinsCorrections: pinCorrections,
      acknowledges: acknowledge, limit: limit,
      isStrict: input.strict, showsProgress: !quiet)
    let isLive = tables.made == nil && !files.allSatisfy { TableFiles.canBeReadTwice($0) }
    var session = LearnSession(start.pupil, options, isLive: isLive)
    do {
      try session.learn(from: start, tables, isQuiet: quiet)
    } catch {
      // Acknowledged rows are in the ledger; the next session need not learn them again.
      try? start.pupil.saveSnapshot()
      throw error
    }
    try start.pupil.saveSnapshot()
    if let saved, let save {
      if session.isWorthSaving {
        try saved.save(session.learner, conflict: .keptBeside)
      } else {
        Terminal.complain("warning: nothing was learned, so \(save.onOneLine) was not written")
      }
    }
    var summary = session.report(since: clock)
    summary.saved = session.isWorthSaving ? save ?? ledger : nil
    switch report {
    case .json: try Output.print(summary.json.text)
    case .text: try Output.print(summary.text)
    }
    session.complain(
      isQuiet: quiet, reportIsSeen: report == .text && Terminal.isSeen)
    if summary.isInterrupted { throw ExitStatus.interrupted }
  }
}
