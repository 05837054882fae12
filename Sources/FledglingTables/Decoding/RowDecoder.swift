import Fledgling

/// The result of decoding one row.
public enum DecodedRow: Sendable, Hashable {
  /// The fields could be read; the outcome is nil if the target is empty or not in the table.
  case row(Outcome?)
  /// The row is of no use; the values are unspecified.
  case fault(RowFault)
}

/// Turns the cells of a table into the values that a schema asks for.
///
/// Columns are found by name, so their order does not matter and others may be among them.
public struct RowDecoder: Sendable {
  /// The treatment of a cell that does not have the kind of its column.
  public enum OddCells: Sendable, Hashable {
    /// The row is a fault.
    case areFaults
    /// The cell is a missing value and counted, unless nothing else can be read in its row.
    case areMissing
  }

  /// Whether the target is among the columns and is read.
  public var hasTarget: Bool { targetColumn != nil }

  private struct Plan {
    /// -1 where the content is not that of one column.
    let column: Int
    let kind: Field.Kind
    let isDayFirst: Bool
    let decimalMark: UInt8
    let hasUnit: Bool
  }

  /// How many cells of each field were missing or could not be read, in the order of the fields.
  public var tallies: [ColumnTally] {
    counts.map { count in
      var tally = count
      tally.cells = rows
      return tally
    }
  }

  private var counts: [ColumnTally]
  private var rows = 0

  private let schema: Schema
  private let file: String
  private let width: Int
  private let plans: [Plan]
  private let columns: [String]
  private let sources: [FieldSource]
  private var cells: RichCells
  private let targetColumn: Int?
  private let missingWords: MissingWords
  private let oddCells: OddCells
  private let formats: [NumberFormat]
  private let targetFormat: NumberFormat
  private var labels = LabelSpellings()
  private var categories = CategorySpellings()

  /// A decoder for the columns of a table.
  ///
  /// - Parameters:
  ///   - schema: the fields to read and the target.
  ///   - columns: the names of the table's columns.
  ///   - file: what messages call the table.
  ///   - dayFirst: date-time fields in which the day stands before the month, whatever the schema says.
  ///   - monthFirst: date-time fields in which the month stands before the day, whatever the schema
  ///     says.
  ///   - oddCells: the treatment of a cell that does not have the kind of its column.
  ///   - folder: the base of relative paths in cells; by default the folder of `file`.
  ///   - attachments: files whose rows belong to the table's rows, by the names of their fields.
  ///   - readsTarget: whether the outcome is read; otherwise the target's cells may hold anything.
  /// - Throws: ``TableError/missingColumns(file:names:)`` if a field is not among the columns;
  ///   ``TableError/rangeWidth(file:range:expected:found:)`` if the columns of a vector have become
  ///   more or fewer.
  public init(
    schema: Schema, columns: [String], file: String, dayFirst: Set<String> = [],
    monthFirst: Set<String> = [], oddCells: OddCells = .areFaults, folder: String? = nil,
    attachments: [String: ArrayFile] = [:], readsTarget: Bool = true
  ) throws(TableError) {
    let found = FieldSources(schema, columns: columns, attachments: attachments)
    guard found.missing.isEmpty else { throw .missingColumns(file: file, names: found.missing) }
    var plans: [Plan] = []
    let formats = schema.fields.map { field in
      NumberFormat(pattern: schema.notation.formats[field.name] ?? "")
    }
    for (field, source) in zip(schema.fields, found.sources) {
      var column = -1
      switch source {
      case .column(let place) where field.kind != .vector && field.kind != .image: column = place
      case .range(let range) where range.count != field.width:
        throw .rangeWidth(
          file: file, range: field.name, expected: field.width, found: range.count)
      default: break
      }
      plans.append(
        Plan(
          column: column, kind: field.kind,
          isDayFirst: dayFirst.contains(field.name)
            || field.isDayFirst && !monthFirst.contains(field.name),
          decimalMark: formats[plans.count].decimalMark,
          hasUnit: !formats[plans.count].unit.isEmpty))
    }
    self.schema = schema
    self.file = file
    self.plans = plans
    self.columns = columns
    sources = found.sources
    cells = RichCells(folder: folder ?? RichCells.folder(of: file))
    width = columns.count
    targetColumn = readsTarget ? columns.firstIndex(of: schema.target) : nil
    missingWords = MissingWords(schema.notation.missingWords)
    self.oddCells = oddCells
    targetFormat = NumberFormat(pattern: schema.notation.formats[schema.target] ?? "")
    self.formats = formats
    counts = Array(repeating: ColumnTally(), count: plans.count)
  }

  /// How many spellings were met of classes that are written in several ways, and how many classes
  /// these are.
  public var severalSpellings: (spellings: Int, classes: Int) { labels.several }

  /// Reads one row.
  ///
  /// A NaN is a missing value; an infinite number is kept in a field and is a fault in a target.
  /// A boolean is the category `true` or `false`.
  ///
  /// - Parameters:
  ///   - record: a row of the table whose columns the decoder was made for.
  ///   - values: set to one value for each field of the schema.
  /// - Returns: the outcome, or why the row cannot be used.
  public mutating func decode(
    _ record: borrowing TableRecord, into values: inout [Value]
  ) -> DecodedRow {
    if !record.isSound, let fault = record.fault { return .fault(fault) }
    guard record.count == width else {
      let problem = RowFault.Problem.ragged(expected: width, found: record.count)
      return .fault(RowFault(file: file, line: record.line, problem: problem))
    }
    if values.count != plans.count { values = Array(repeating: .missing, count: plans.count) }
    rows += 1
    var firstOdd: Int?
    for index in plans.indices {
      let plan = plans[index]
      guard plan.column >= 0 else {
        do {
          values[index] = try extracted(index, record)
        } catch { return .fault(error) }
        continue
      }
      let text = record.bytes(at: plan.column).trimmed
      if let value = value(text, plan, index) {
        if case .missing = value { counts[index].missing += 1 }
        values[index] = value
      } else {
        if oddCells == .areFaults || text.count > TableLimits.cellBytes {
          return .fault(problem(index, record))
        }
        addOdd(text, index, line: record.line)
        values[index] = .missing
        // A date of zeros is how databases write a missing one.
        if firstOdd == nil, plan.kind != .dateTime || !DateText.isZero(text) { firstOdd = index }
      }
    }
    if let firstOdd, values.allSatisfy({ $0 == .missing }) {
      return .fault(problem(firstOdd, record))
    }
    guard let targetColumn else { return .row(nil) }
    return outcome(record.bytes(at: targetColumn).trimmedOfSpaces, line: record.line)
  }

  private mutating func addOdd(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, line: Int) {
    counts[index].addOdd(text, line: line)
    if plans[index].kind == .dateTime,
      DateText.parse(text, dayFirst: !plans[index].isDayFirst) != nil
    {
      counts[index].otherOrder += 1
    }
  }

  /// The value of a cell; nil if it does not have the kind of the column.
  @inline(__always)
  private mutating func value(
    _ text: UnsafeBufferPointer<UInt8>, _ plan: Plan, _ index: Int
  ) -> Value? {
    guard text.count <= TableLimits.cellBytes || plan.kind == .text else { return nil }
    switch plan.kind {
    case .number:
      if let number = Decimal.parse(text, mark: plan.decimalMark) {
        if plan.hasUnit { counts[index].withoutUnit += 1 }
        return .number(number)
      }
      if missingWords.contains(text) { return .missing }
      return formats[index].written(text).map { .number($0) }
    case .category:
      return missingWords.contains(text) ? .missing : .category(categories.category(text))
    case .boolean:
      if let isTrue = text.boolean {
        return .category(isTrue ? RowDecoder.trueHash : RowDecoder.falseHash)
      }
      return missingWords.contains(text) ? .missing : nil
    case .dateTime:
      if let time = DateText.parse(text, dayFirst: plan.isDayFirst) { return .number(time) }
      return missingWords.contains(text) ? .missing : nil
    case .sequence: return text.isEmpty ? .missing : .category(categories.category(text))
    case .text: return text.isEmpty ? .missing : .text(RichCells.text(text))
    case .vector, .image: return missingWords.contains(text) ? .missing : nil
    }
  }

  /// The vector or picture of a field.
  private mutating func extracted(
    _ index: Int, _ record: borrowing TableRecord
  ) throws(RowFault) -> Value {
    let field = schema.fields[index]
    if case .range(let range) = sources[index] { return try vector(range, record) }
    do throws(RowFault.Problem) {
      let value: Value
      switch sources[index] {
      case .range: return .missing
      case .attached(let file):
        value =
          field.kind == .image
          ? .image(try cells.image(file, row: record.row))
          : .vector(try cells.vector(file, row: record.row))
      case .column(let column):
        let text = record.bytes(at: column).trimmed
        if missingWords.contains(text) { return .missing }
        value =
          field.kind == .image
          ? .image(try cells.image(text)) : .vector(try cells.vector(text))
      }
      if case .vector(let vector) = value, vector.count != field.width {
        throw .vectorWidth(expected: field.width, found: vector.count)
      }
      return value
    } catch { throw fault(record.line, field.name, error) }
  }

  /// One number from each of several columns; missing if all are.
  private func vector(
    _ range: ClosedRange<Int>, _ record: borrowing TableRecord
  ) throws(RowFault) -> Value {
    var numbers: [Float] = []
    numbers.reserveCapacity(range.count)
    for column in range {
      let text = record.bytes(at: column).trimmed
      guard let number = Decimal.parse(text).map({ Float($0) }), number.isFinite else {
        let areMissing = range.count { missingWords.contains(record.bytes(at: $0).trimmed) }
        if areMissing == range.count { return .missing }
        throw fault(record.line, columns[column], .rangeNumber(text.excerpt))
      }
      numbers.append(number)
    }
    return .vector(numbers)
  }

  private static let trueHash = StableHash("true")
  private static let falseHash = StableHash("false")

  private mutating func outcome(_ cell: UnsafeBufferPointer<UInt8>, line: Int) -> DecodedRow {
    let text = cell.trimmed
    if missingWords.contains(text) { return .row(nil) }
    guard text.count <= TableLimits.cellBytes else {
      return .fault(fault(line, schema.target, .cellTooLong(bytes: text.count)))
    }
    guard schema.task == .regression else { return .row(.label(labels.label(cell))) }
    guard let number = targetFormat.number(text), number.isFinite else {
      return .fault(fault(line, schema.target, .targetNotFinite(text.excerpt)))
    }
    return .row(.number(number))
  }

  /// The fault of the cell of a field.
  private func problem(_ index: Int, _ record: borrowing TableRecord) -> RowFault {
    let plan = plans[index]
    let text = record.bytes(at: plan.column).trimmed
    let problem: RowFault.Problem
    if text.count > TableLimits.cellBytes {
      problem = .cellTooLong(bytes: text.count)
    } else {
      switch plan.kind {
      case .dateTime: problem = .notDate(text.excerpt)
      case .boolean: problem = .notBoolean(text.excerpt)
      case .number, .category, .text, .vector, .image, .sequence:
        problem = .notNumber(text.excerpt)
      }
    }
    return fault(record.line, schema.fields[index].name, problem)
  }

  private func fault(_ line: Int, _ column: String, _ problem: RowFault.Problem) -> RowFault {
    RowFault(file: file, line: line, column: column, problem: problem)
  }
}
