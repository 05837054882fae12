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

      EXAMPLES:
        fledgling predict parcels.model today.csv > predictions.csv
        fledgling predict parcels.model today.csv --all --format jsonl
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

  @OptionGroup var input: InputOptions

  func run() throws {
    let learner = try Model.open(model).learner
    guard !all || learner.schema.task == .classify else {
      throw Failure("\(model): predicts a number, so --all has no meaning", status: .usage)
    }
    let tables = try tables()
    let fields = learner.schema.fields
    let reader = try tables.open(file, keys: TableFiles.keys(learner.schema))
    var dayFirst = input.dayFirst.set
    if fields.contains(where: { $0.kind == .dateTime }) {
      dayFirst.formUnion(try TableFiles.dayFirstColumns(reader, path: file))
    }
    var faults = FaultWarnings()
    do {
      try predict(reader, tables, learner, dayFirst, &faults)
    } catch let error as TableError {
      throw Failure(error)
    }
    faults.finish()
  }

  private func predict(
    _ reader: TableReader, _ tables: TableFiles, _ model: Learner, _ dayFirst: Set<String>,
    _ faults: inout FaultWarnings
  ) throws {
    // What is seen on the way becomes the past of what follows; the model on disk stays as it is.
    var learner = model
    // The target need not be there, and nobody is to trip over what it holds.
    let columns = reader.columns.map { $0 == learner.schema.target ? "\0" : $0 }
    var decoder = try RowDecoder(
      schema: learner.schema, columns: columns, file: reader.file, dayFirst: dayFirst,
      folder: tables.folder,
      attachments: tables.attachments(for: learner.schema, columns: columns))
    let identity = try RowIdentity(id: nil, time: nil, schema: learner.schema, reader: reader)
    let files = tables.made?.files ?? []
    let writer = PredictionWriter(
      format: format, learner: learner, showsAll: all, namesFiles: !files.isEmpty)
    var output = Output(flushesLines: readsFromSomebody)
    if let header = writer.header { try output.line(header) }
    var record = TableRecord()
    var values: [Value] = []
    var row = 0
    do {
      while try reader.next(&record) {
        row += 1
        var prediction = Prediction.unknown
        if case .fault(let fault) = decoder.decode(record, into: &values) {
          let reason = files.isEmpty ? fault.description : fault.problem.sentence
          if case .noSuchRow = fault.problem { throw Failure(reason) }
          if input.strict { throw Failure(reason) }
          faults.show(reason)
        } else {
          let time = identity.time(values)
          prediction = try learner.predict(values, time: time, effort: effort.effort)
          try learner.observe(values, answered: prediction, time: time)
        }
        try output.line(
          writer.line(row, prediction, file: files.isEmpty ? nil : files[row - 1]))
      }
    } catch let error where !(error is BrokenPipe) {
      // What was predicted is still good.
      try output.flush()
      throw error
    }
    try output.flush()
  }

  /// What is to be predicted: a table, or what is made into one.
  private func tables() throws(Failure) -> TableFiles {
    var tables = TableFiles(paths: [file], delimiter: input.delimiter?.byte)
    if System.kind(of: file) == .directory {
      tables.made = try ImageFolder(path: file).table(target: nil)
    } else if ArrayInput.isArray(file) {
      tables.made = try ArrayInput(path: file).table(target: nil, labels: nil)
    }
    try tables.checkPresence()
    if let other = vector.first(where: { !TableFiles.isVectorFile($0) }) {
      throw Failure("\(other): is no .npy file, which --vector needs here", status: .usage)
    }
    tables.vectors = try TableFiles.vectors(Set(vector))
    return tables
  }

  /// Whether rows may come one by one, and their predictions be waited for.
  private var readsFromSomebody: Bool {
    file == "-" ? System.kind(of: 0) == .other : System.kind(of: file) == .other
  }
}

/// Complains about rows, but not about thousands of them.
struct FaultWarnings {
  private static let shown = 20
  private var count = 0
  private let fate: String

  /// - Parameter fate: what is said of the rows that could not be read.
  init(_ fate: String = "could not be read and have no prediction") { self.fate = fate }

  mutating func show(_ reason: String) {
    count += 1
    if count <= FaultWarnings.shown { Terminal.complain("warning: \(reason.onOneLine)") }
  }

  /// Says how many there were if not all were shown.
  func finish() {
    guard count > FaultWarnings.shown else { return }
    Terminal.complain(
      "warning: \(NumberText.count(count)) rows in all \(fate)")
  }
}
