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
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @Argument(help: "A table with the columns of the model; - is standard input.")
  var file: String

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
    let tables = TableFiles(paths: [file], delimiter: input.delimiter?.byte)
    try tables.checkPresence()
    let fields = learner.schema.fields
    let reader = try tables.open(file, keys: fields.map(\.name) + [learner.schema.target])
    var dayFirst = input.dayFirst.set
    if fields.contains(where: { $0.kind == .dateTime }) {
      dayFirst.formUnion(try TableFiles.dayFirstColumns(reader, path: file))
    }
    var faults = FaultWarnings()
    do {
      try predict(reader, learner, dayFirst, &faults)
    } catch let error as TableError {
      throw Failure(error)
    }
    faults.finish()
  }

  private func predict(
    _ reader: TableReader, _ model: Learner, _ dayFirst: Set<String>,
    _ faults: inout FaultWarnings
  ) throws {
    // What is seen on the way becomes the past of what follows; the model on disk stays as it is.
    var learner = model
    // The target need not be there, and nobody is to trip over what it holds.
    let columns = reader.columns.map { $0 == learner.schema.target ? "\0" : $0 }
    var decoder = try RowDecoder(
      schema: learner.schema, columns: columns, file: reader.file, dayFirst: dayFirst)
    let writer = PredictionWriter(format: format, learner: learner, showsAll: all)
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
          if input.strict { throw Failure(fault.description) }
          faults.show(fault.description)
        } else {
          prediction = try learner.predict(values, effort: effort.effort)
          try learner.observe(values, answered: prediction)
        }
        try output.line(writer.line(row, prediction))
      }
    } catch let error where !(error is BrokenPipe) {
      // What was predicted is still good.
      try output.flush()
      throw error
    }
    try output.flush()
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

  mutating func show(_ reason: String) {
    count += 1
    if count <= FaultWarnings.shown { Terminal.complain("warning: \(reason.onOneLine)") }
  }

  /// Says how many there were if not all were shown.
  func finish() {
    guard count > FaultWarnings.shown else { return }
    Terminal.complain(
      "warning: \(NumberText.count(count)) rows in all could not be read and have no prediction")
  }
}
