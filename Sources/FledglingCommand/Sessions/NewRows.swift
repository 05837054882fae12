import Fledgling
import FledglingTables

/// The rows of a table, a folder of pictures or an array file, each answered by a model.
///
/// What is seen on the way becomes the past of what follows; the model stays as it is.
struct NewRows {
  /// A row and its answer.
  struct Row {
    /// Counted from 1.
    let number: Int
    /// The file of a picture in a folder.
    let file: String?
    /// The fields' values; `nil` where the row cannot be read.
    let values: [Value]?
    let time: Double?
    let prediction: Prediction
  }

  private let path: String
  private let model: Learner
  private let effort: Effort
  private let isStrict: Bool
  private let tables: TableFiles
  private let reader: TableReader
  private let dayFirst: Set<String>

  init(
    _ path: String, vectors: [String], input: InputOptions, model: Learner, effort: Effort
  ) throws(Failure) {
    self.path = path
    self.model = model
    self.effort = effort
    isStrict = input.strict
    tables = try NewRows.tables(path, vectors, input)
    reader = try tables.open(path, keys: TableFiles.keys(model.schema))
    var dayFirst = input.dayFirst.set
    if model.schema.fields.contains(where: { $0.kind == .dateTime }) {
      dayFirst.formUnion(try TableFiles.dayFirstColumns(reader, path: path))
    }
    self.dayFirst = dayFirst
  }

  /// Whether each row is a file of its own.
  var namesFiles: Bool { !files.isEmpty }

  /// Whether rows may come one by one, and their answers be waited for.
  var comesFromSomebody: Bool {
    path == "-" ? System.kind(of: 0) == .other : System.kind(of: path) == .other
  }

  private var files: [String] { tables.made?.files ?? [] }

  /// Hands over the rows in their order; `fate` is what is said of those that could not be read.
  func forEach(fate: String, _ body: (Row) throws -> Void) throws {
    var faults = FaultWarnings(fate)
    do {
      try answer(&faults, body)
    } catch let error as TableError {
      TableRemarks.show(reader.warnings.filter { $0.key == nil })
      throw Failure(error)
    }
    faults.finish()
    TableRemarks.show(reader.warnings.filter { $0.key == nil })
  }

  private func answer(_ faults: inout FaultWarnings, _ body: (Row) throws -> Void) throws {
    var learner = model
    // The target need not be there, and nobody is to trip over what it holds.
    let columns = reader.columns.map { $0 == learner.schema.target ? "\0" : $0 }
    var decoder = try RowDecoder(
      schema: learner.schema, columns: columns, file: reader.file, dayFirst: dayFirst,
      folder: tables.folder,
      attachments: tables.attachments(for: learner.schema, columns: columns))
    let identity = try RowIdentity(id: nil, time: nil, schema: learner.schema, reader: reader)
    let files = files
    var record = TableRecord()
    var values: [Value] = []
    var number = 0
    var predicted = 0
    while try reader.next(&record) {
      number += 1
      let file = files.isEmpty ? nil : files[number - 1]
      if case .fault(let fault) = decoder.decode(record, into: &values) {
        let reason = files.isEmpty ? fault.description : fault.problem.sentence
        if case .noSuchRow = fault.problem { throw Failure(reason) }
        if isStrict { throw Failure(reason) }
        faults.show(reason)
        try body(Row(number: number, file: file, values: nil, time: nil, prediction: .unknown))
      } else {
        let time = identity.time(values)
        let prediction = try learner.predict(values, time: time, effort: effort)
        try learner.observe(values, answered: prediction, time: time)
        try body(
          Row(number: number, file: file, values: values, time: time, prediction: prediction))
        predicted += 1
      }
    }
    if predicted == 0, number > 0 {
      faults.finish()
      TableRemarks.show(reader.warnings.filter { $0.key == nil })
      throw Failure("\(reader.file): no row could be predicted")
    }
  }

  /// What is to be answered: a table, or what is made into one.
  private static func tables(
    _ path: String, _ vectors: [String], _ input: InputOptions
  ) throws(Failure) -> TableFiles {
    var tables = TableFiles(paths: [path], input: input)
    if System.kind(of: path) == .directory {
      tables.made = try ImageFolder(path: path).table(target: nil)
    } else if ArrayInput.isArray(path) {
      tables.made = try ArrayInput(path: path).table(target: nil, labels: nil)
    }
    try tables.checkPresence()
    if let other = vectors.first(where: { !TableFiles.isVectorFile($0) }) {
      throw Failure("\(other): is no .npy file, which --vector needs here", status: .usage)
    }
    tables.vectors = try TableFiles.vectors(Set(vectors))
    return tables
  }
}

/// Complains about rows, but not about thousands of them.
struct FaultWarnings {
  private static let shown = 20
  private var count = 0
  private let fate: String

  /// - Parameter fate: what is said of the rows that could not be read.
  init(_ fate: String) { self.fate = fate }

  mutating func show(_ reason: String) {
    count += 1
    if count <= FaultWarnings.shown { Terminal.complain("warning: \(reason.onOneLine)") }
  }

  /// Says how many there were if not all were shown.
  func finish() {
    guard count > FaultWarnings.shown else { return }
    Terminal.complain("warning: \(NumberText.count(count)) rows in all \(fate)")
  }
}
