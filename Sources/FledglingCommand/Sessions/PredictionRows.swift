import Fledgling
import FledglingTables

/// The rows of a table, a folder of pictures or an array file, each answered by a model.
///
/// Rows become the history of the rows after them; the model stays unchanged.
struct PredictionRows {
  /// What predictions carry of their rows.
  struct Carried {
    /// The column that names the rows; by default the one that the model learned with, where the
    /// table has it.
    var id: String?
    var columns: [NameList] = []
  }

  private let path: String
  private let model: Learner
  private let effort: Effort
  private let scope: PredictionScope?
  private let isStrict: Bool
  private let notes: Notes
  private let tables: TableFiles
  private let reader: TableReader
  private let orders: DateOrders
  /// The columns that are carried through, by their places.
  private let kept: [(name: String, place: Int)]
  /// The kinds as which the table's columns are read.
  var reading: ColumnReading { ColumnReading(model.schema) }
  /// The names of the copied columns; the rows' id is called `id`.
  let keptNames: [String]
  private let hasID: Bool

  init(
    _ path: String, input: RowInputOptions, isStrict: Bool, model: Learner, effort: Effort,
    scope: PredictionScope? = nil, carried: Carried = Carried(), notes: Notes
  ) throws(CommandError) {
    self.path = path
    self.model = model
    self.effort = effort
    self.scope = scope
    self.isStrict = isStrict
    self.notes = notes
    tables = try PredictionRows.tables(path, input)
    let remembered = model.schema.notation.idColumn
    let wanted = [carried.id ?? remembered].compactMap { $0 } + carried.columns.flatMap(\.names)
    let keys = TableFiles.keys(model.schema).map { keys in
      keys + Set(wanted).subtracting(keys).sorted()
    }
    let reader = try tables.open(path, keys: keys)
    self.reader = reader
    orders = DateOrders(input.tables, columns: reader.columns)
    let id = carried.id ?? remembered.flatMap { reader.columns.contains($0) ? $0 : nil }
    let columns = carried.columns.flatMap { $0.names(in: reader.columns) }
    kept = try ([id].compactMap { $0 } + columns).map { (name) throws(CommandError) in
      guard let place = reader.columns.firstIndex(of: name) else {
        throw CommandError(
          .unknownColumn(
            file: reader.file, name: name, closest: ClosestNames.find(name, in: reader.columns)))
      }
      return (name, place)
    }
    keptNames = (id == nil ? [] : ["id"]) + columns
    hasID = id != nil
  }

  /// Whether each row is a file of its own.
  var namesFiles: Bool { !files.isEmpty }

  /// Whether rows may come one by one, and their answers be waited for.
  var comesFromSomebody: Bool {
    path == "-" ? System.kind(of: 0) == .other : System.kind(of: path) == .other
  }

  private var files: [String] { tables.made?.files ?? [] }

  /// Hands over the rows in their order; `fate` is what is said of those that could not be read.
  func forEach(fate: String, _ body: (PredictedRow) throws -> Void) throws {
    var faults = FaultWarnings(fate)
    var reading = reading
    do {
      try answer(&faults, &reading, body)
    } catch let error as TableError {
      showWarnings()
      throw CommandError(error)
    }
    for remark in reading.remarks {
      Terminal.complain("note: \(reader.file.onOneLine): \(remark.onOneLine)")
    }
    faults.finish()
    showWarnings()
    try checkKeys(reading)
  }

  /// Keys that the model does not know say nothing of what it answers.
  private func showWarnings() {
    TableRemarks.show(reader.warnings.filter { $0.key == nil }, isQuiet: notes.isQuiet)
  }

  /// Notes the fields that no JSON object had, and refuses objects that had none of them; a CSV table
  /// without a column is refused at once.
  private func checkKeys(_ reading: ColumnReading) throws(CommandError) {
    guard reader.format == .jsonLines else { return }
    let absent = zip(reading.schema.fields, reading.tallies)
      .filter { $1.cells > 0 && $1.missing == $1.cells }.map(\.0.name)
    guard absent.count < reading.schema.fields.count else {
      throw CommandError(.missingColumns(file: reader.file, names: absent))
    }
    guard !absent.isEmpty else { return }
    notes.show("\(reader.file.onOneLine): no object has a value of \(absent.quotedList.onOneLine)")
  }

  private func answer(
    _ faults: inout FaultWarnings, _ reading: inout ColumnReading,
    _ body: (PredictedRow) throws -> Void
  ) throws {
    var learner = model
    var decoder = try RowDecoder(
      schema: learner.schema, columns: reader.columns, file: reader.file, dayFirst: orders.dayFirst,
      monthFirst: orders.monthFirst, oddCells: isStrict ? .areFaults : .areMissing,
      folder: tables.folder,
      attachments: tables.attachments(for: learner.schema, columns: reader.columns),
      readsTarget: false)
    defer { reading.add(decoder) }
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
        if case .noSuchRow = fault.problem { throw CommandError(reason) }
        if isStrict { throw CommandError(reason) }
        faults.show(reason)
        try body(
          PredictedRow(
            number: number, file: file, values: nil, time: nil, prediction: .unknown,
            kept: cells(record)))
      } else {
        let time = identity.time(values)
        let prediction = try learner.predict(values, time: time, effort: effort, as: scope)
        try learner.observe(values, answered: prediction, time: time)
        try body(
          PredictedRow(
            number: number, file: file, values: values, time: time, prediction: prediction,
            kept: cells(record)))
        predicted += 1
      }
    }
    if predicted == 0, number > 0 {
      faults.finish()
      showWarnings()
      throw CommandError("\(reader.file): no row could be predicted")
    }
  }

  /// The cells that are carried through; the id without blanks around it.
  private func cells(_ record: borrowing TableRecord) -> [String] {
    var cells: [String] = []
    for (index, column) in kept.enumerated() {
      let text = column.place < record.count ? record.text(at: column.place) : ""
      cells.append(hasID && index == 0 ? CanonicalText.trimmed(text) : text)
    }
    return cells
  }

  /// The input of prediction: a table, or files that are made into one.
  private static func tables(
    _ path: String, _ input: RowInputOptions
  ) throws(CommandError) -> TableFiles {
    var tables = TableFiles(paths: [path], input: input.tables)
    if System.kind(of: path) == .directory {
      tables.made = try ImageFolder(path: path).table(target: nil)
    } else if ArrayInput.isArray(path) {
      tables.made = try ArrayInput(path: path).table(target: nil, labels: nil)
    }
    try tables.checkPresence()
    if let other = input.vector.first(where: { !$0.namesVectorFile }) {
      throw CommandError("\(other): is no .npy file, which --vector needs here", status: .usage)
    }
    tables.vectors = try TableFiles.vectors(Set(input.vector))
    return tables
  }
}
