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
  /// The largest number of bytes of one cell: 64 KiB.
  public static let cellLimit = 65_536
  private static let labelLimit = 1_000

  /// Whether the target is among the columns.
  public var hasTarget: Bool { targetColumn != nil }

  private struct Plan {
    let column: Int
    let kind: Field.Kind
    let isDayFirst: Bool
  }

  private let schema: Schema
  private let file: String
  private let width: Int
  private let plans: [Plan]
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
  /// - Throws: ``TableError/missingColumns(file:names:)`` if a field is not among the columns.
  public init(
    schema: Schema, columns: [String], file: String, dayFirst: Set<String> = []
  ) throws(TableError) {
    var positions: [String: Int] = [:]
    for (index, name) in columns.enumerated() { positions[name] = index }
    var plans: [Plan] = []
    var missing: [String] = []
    for field in schema.fields {
      guard let column = positions[field.name] else {
        missing.append(field.name)
        continue
      }
      plans.append(
        Plan(
          column: column, kind: field.kind,
          isDayFirst: field.isDayFirst || dayFirst.contains(field.name)))
    }
    guard missing.isEmpty else { throw .missingColumns(file: file, names: missing) }
    self.schema = schema
    self.file = file
    self.plans = plans
    width = columns.count
    targetColumn = positions[schema.target]
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
    guard text.count <= cellLimit else { return nil }
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
    case .text: return text.isEmpty ? .missing : .text(String(decoding: text, as: UTF8.self))
    case .vector, .image: return text.isMissing ? .missing : nil
    }
  }

  private static let trueHash = StableHash("true")
  private static let falseHash = StableHash("false")

  private mutating func outcome(_ text: UnsafeBufferPointer<UInt8>, line: Int) -> DecodedRow {
    if text.isMissing { return .row(nil) }
    guard text.count <= RowDecoder.cellLimit else {
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
    if text.count > cellLimit { return .cellTooLong(bytes: text.count) }
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
