/// One stored coordinate of an example: a field, a part of a date, or an outcome known when the
/// example arrived.
struct Column: Sendable, Hashable {
  enum Kind: UInt8, Sendable, Hashable {
    case number, category
  }

  enum Source: Sendable, Hashable {
    case field(Int)
    case datePart(field: Int, DatePart)
    /// The difference of the number in another column from its recent average.
    case deviation(column: Int)
    /// The outcome that was known `steps` outcomes ago.
    case outcome(steps: Int)
    /// The name of the example's sequence; only the columns below learn from it.
    case sequence(field: Int)
    /// The difference of the number in another column from the one before in the same sequence.
    case change(column: Int)
    /// The time since the sequence's last example.
    case elapsed
    /// The last known outcome in the same sequence.
    case sequenceOutcome
  }

  let name: String
  let kind: Kind
  let source: Source

  /// Whether the column comes from history rather than from the example.
  var isDerived: Bool {
    switch source {
    case .field, .datePart, .sequence: false
    case .deviation, .outcome, .change, .elapsed, .sequenceOutcome: true
    }
  }

  /// Whether the column comes from the rows just before, of whatever sequence.
  var isHistory: Bool {
    switch source {
    case .outcome, .deviation: true
    case .field, .datePart, .sequence, .change, .elapsed, .sequenceOutcome: false
    }
  }

  /// Whether the column is an earlier outcome.
  var isOutcome: Bool {
    switch source {
    case .outcome, .sequenceOutcome: true
    case .field, .datePart, .sequence, .deviation, .change, .elapsed: false
    }
  }

  /// The number of earlier outcomes that have columns.
  static let outcomeSteps = 2

  /// The share by which a recent average moves towards each new number.
  static let trendRate: Float = 0.04
  /// Numbers further from zero do not change their recent averages, which would overflow.
  static let trendReach: Float = 1e30
  /// The maximum number of numeric fields with recent averages.
  static let trendLimit = 32

  /// The columns in which a schema's examples are stored.
  static func columns(of schema: Schema) -> [Column] {
    var columns: [Column] = []
    for (index, field) in schema.fields.enumerated() {
      switch field.kind {
      case .number:
        columns.append(Column(name: field.name, kind: .number, source: .field(index)))
      case .category, .boolean:
        columns.append(Column(name: field.name, kind: .category, source: .field(index)))
      case .dateTime:
        for part in DatePart.allCases {
          columns.append(
            Column(
              name: "\(field.name) (\(part.rawValue))", kind: .number,
              source: .datePart(field: index, part)))
        }
      case .sequence:
        columns.append(
          Column(name: field.name, kind: .category, source: .sequence(field: index)))
      case .text, .vector, .image: break
      }
    }
    let numbers = columns.indices.filter {
      if case .field = columns[$0].source { columns[$0].kind == .number } else { false }
    }
    if numbers.count <= trendLimit {
      for index in numbers {
        columns.append(
          Column(
            name: "\(columns[index].name) against its recent average", kind: .number,
            source: .deviation(column: index)))
      }
    }
    if schema.fields.contains(where: { $0.kind == .sequence }) {
      if numbers.count <= trendLimit {
        for index in numbers {
          columns.append(
            Column(
              name: "\(columns[index].name), change", kind: .number,
              source: .change(column: index)))
        }
      }
      columns.append(Column(name: "time since the last", kind: .number, source: .elapsed))
      columns.append(
        Column(
          name: "\(schema.target) last in the sequence",
          kind: schema.task == .classification ? .category : .number, source: .sequenceOutcome))
    }
    for step in 1...outcomeSteps {
      columns.append(
        Column(
          name: "\(schema.target) \(step) ago",
          kind: schema.task == .classification ? .category : .number, source: .outcome(steps: step))
      )
    }
    return columns
  }
}

/// The parts of a date-time that a learner uses.
enum DatePart: String, Sendable, Hashable, CaseIterable {
  case days, yearDay = "day of the year", weekday, hour

  /// The value of the part at a time given in seconds since 1970.
  func value(of seconds: Double) -> Float {
    let days = (seconds / 86_400).rounded(.down)
    switch self {
    case .days: return Float(seconds / 86_400)
    case .yearDay: return Float((days - DatePart.yearStart(containing: days)))
    case .weekday: return Float((days + 4) - ((days + 4) / 7).rounded(.down) * 7)
    case .hour: return Float((seconds - days * 86_400) / 3_600)
    }
  }

  /// The day number, since 1970, of 1 January of the year that holds `days`.
  ///
  /// The proleptic Gregorian calendar (Hinnant's days_from_civil).
  private static func yearStart(containing days: Double) -> Double {
    guard abs(days) < 1e8 else { return days }
    var year = 1970 + Int((days / 365.2425).rounded(.down))
    func start(_ year: Int) -> Int {
      let y = year - 1
      func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
      return 365 * y + floor(y, 4) - floor(y, 100) + floor(y, 400) - 719_162
    }
    while Double(start(year)) > days { year -= 1 }
    while Double(start(year + 1)) <= days { year += 1 }
    return Double(start(year))
  }
}

/// The 32 bits in which an example stores one column.
enum Cell {
  /// A number that is missing.
  static let missingNumber: UInt32 = 0x7fc0_0000
  /// A category that is missing.
  static let missingCategory: UInt32 = 0

  /// The cell of a value that is missing.
  static func missing(_ kind: Column.Kind) -> UInt32 {
    kind == .number ? missingNumber : missingCategory
  }

  /// The bits of a value in a column of some kind; a value that does not fit it is missing.
  static func cell(_ value: Value, _ kind: Column.Kind) -> UInt32 {
    switch (value, kind) {
    case (.number(let number), .number): Cell.number(Float(number))
    case (.category(let hash), .category): Cell.category(hash)
    case (.text(let text), .category): Cell.category(StableHash(text))
    // A number in a category field is the category of its bits.
    case (.number(let number), .category): Cell.category(StableHash(bits: number.bitPattern))
    default: missing(kind)
    }
  }

  /// A number's bits; NaN is missing, infinities are the largest finite numbers.
  @inline(__always)
  static func number(_ value: Float) -> UInt32 {
    if value.isNaN { return missingNumber }
    let limit = Float.greatestFiniteMagnitude
    // Adding zero turns the negative zero into the positive one.
    return (max(-limit, min(limit, value)) + 0).bitPattern
  }

  /// A category's bits, never those of ``missingCategory``.
  @inline(__always)
  static func category(_ hash: StableHash) -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: hash.bits >> 32)
    return bits == missingCategory ? 1 : bits
  }
}
