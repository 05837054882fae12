import Fledgling

/// What one row says.
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
  private static let labelLimit = 1_000

  /// Whether the target is among the columns.
  public var hasTarget: Bool { targetColumn != nil }

  private struct Plan {
    /// -1 where the content is not that of one column.
    let column: Int
    let kind: Field.Kind
    let isDayFirst: Bool
  }

  private let schema: Schema
  private let file: String
  private let width: Int
  private let plans: [Plan]
  private let columns: [String]
  private let sources: [FieldSource]
  private var cells: RichCells
  private let targetColumn: Int?
  private var labels: [StableHash: String] = [:]
  private var lastHash: StableHash?
  private var lastLabel = ""

  /// A decoder for the columns of a table.
  ///
  /// - Parameters:
  ///   - schema: the fields to read and the target.
  ///   - columns: the names of the table's columns.
  ///   - file: what messages call the table.
  ///   - dayFirst: date-time fields in which the day stands before the month, beside those of which
  ///     the schema says so.
  ///   - folder: what relative paths in cells start from; by default the folder of `file`.
  ///   - attachments: files whose rows belong to the table's rows, by the names of their fields.
  /// - Throws: ``TableError/missingColumns(file:names:)`` if a field is not among the columns;
  ///   ``TableError/rangeWidth(file:range:expected:found:)`` if the columns of a vector have become
  ///   more or fewer.
  public init(
    schema: Schema, columns: [String], file: String, dayFirst: Set<String> = [],
    folder: String? = nil, attachments: [String: ArrayFile] = [:]
  ) throws(TableError) {
    let found = FieldSources(schema, columns: columns, attachments: attachments)
    guard found.missing.isEmpty else { throw .missingColumns(file: file, names: found.missing) }
    var plans: [Plan] = []
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
          isDayFirst: field.isDayFirst || dayFirst.contains(field.name)))
    }
    self.schema = schema
    self.file = file
    self.plans = plans
    self.columns = columns
    sources = found.sources
    cells = RichCells(folder: folder ?? RichCells.folder(of: file))
    width = columns.count
    targetColumn = columns.firstIndex(of: schema.target)
  }

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
    for index in plans.indices {
      let plan = plans[index]
      guard plan.column >= 0 else {
        do {
          values[index] = try perceived(index, record)
        } catch { return .fault(error) }
        continue
      }
      let text = record.bytes(at: plan.column).trimmed
      guard let value = RowDecoder.value(text, plan) else {
        let problem = RowDecoder.problem(text, plan.kind)
        return .fault(fault(record.line, schema.fields[index].name, problem))
      }
      values[index] = value
    }
    guard let targetColumn else { return .row(nil) }
    return outcome(record.bytes(at: targetColumn).trimmed, line: record.line)
  }

  @inline(__always)
  private static func value(_ text: UnsafeBufferPointer<UInt8>, _ plan: Plan) -> Value? {
    guard text.count <= TableLimits.cellBytes || plan.kind == .text else { return nil }
    switch plan.kind {
    case .number:
      if let number = Decimal.parse(text) { return .number(number) }
      return text.isMissing ? .missing : nil
    case .category:
      return text.isMissing ? .missing : .category(StableHash(utf8: text))
    case .boolean:
      if let isTrue = text.boolean { return .category(isTrue ? trueHash : falseHash) }
      return text.isMissing ? .missing : nil
    case .dateTime:
      if let time = DateText.parse(text, dayFirst: plan.isDayFirst) { return .number(time) }
      return text.isMissing ? .missing : nil
    case .sequence: return text.isEmpty ? .missing : .category(StableHash(utf8: text))
    case .text: return text.isEmpty ? .missing : .text(RichCells.text(text))
    case .vector, .image: return text.isMissing ? .missing : nil
    }
  }

  /// The vector or picture of a field.
  private mutating func perceived(
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
        if text.isMissing { return .missing }
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
        let areMissing = range.count { record.bytes(at: $0).trimmed.isMissing }
        if areMissing == range.count { return .missing }
        throw fault(record.line, columns[column], .rangeNumber(text.excerpt))
      }
      numbers.append(number)
    }
    return .vector(numbers)
  }

  private static let trueHash = StableHash("true")
  private static let falseHash = StableHash("false")

  private mutating func outcome(_ text: UnsafeBufferPointer<UInt8>, line: Int) -> DecodedRow {
    if text.isMissing { return .row(nil) }
    guard text.count <= TableLimits.cellBytes else {
      return .fault(fault(line, schema.target, .cellTooLong(bytes: text.count)))
    }
    guard schema.task == .regress else { return .row(.label(label(text))) }
    guard let number = Decimal.parse(text), number.isFinite else {
      return .fault(fault(line, schema.target, .targetNotFinite(text.excerpt)))
    }
    return .row(.number(number))
  }

  private mutating func label(_ text: UnsafeBufferPointer<UInt8>) -> String {
    let hash = StableHash(utf8: text)
    if hash == lastHash { return lastLabel }
    lastHash = hash
    if let label = labels[hash] {
      lastLabel = label
    } else {
      lastLabel = String(decoding: text, as: UTF8.self)
      if labels.count < RowDecoder.labelLimit { labels[hash] = lastLabel }
    }
    return lastLabel
  }

  private static func problem(
    _ text: UnsafeBufferPointer<UInt8>, _ kind: Field.Kind
  ) -> RowFault.Problem {
    if text.count > TableLimits.cellBytes { return .cellTooLong(bytes: text.count) }
    switch kind {
    case .dateTime: return .notDate(text.excerpt)
    case .boolean: return .notBoolean(text.excerpt)
    case .number, .category, .text, .vector, .image, .sequence: return .notNumber(text.excerpt)
    }
  }

  private func fault(_ line: Int, _ column: String, _ problem: RowFault.Problem) -> RowFault {
    RowFault(file: file, line: line, column: column, problem: problem)
  }
}
