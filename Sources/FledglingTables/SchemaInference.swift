import Fledgling

/// Finds out what the columns of a table hold from its first rows.
///
/// A column whose sampled cells are all numbers is a number, all `true` or `false` a boolean, all
/// dates a date-time; any other column, and one without any value, is a category.  The target is a
/// number if its cells are numbers and have fractions or more than 20 distinct values.
public struct SchemaInference: Sendable {
  /// How many rows are looked at.
  public static let sampleLimit = 1_000

  /// The column to predict.
  public var target: String
  /// Columns that are no fields.
  public var dropped: Set<String>
  /// What columns hold, whatever the sample says.
  public var overrides: [String: Field.Kind]
  /// The task, whatever the sample says.
  public var task: LearningTask?
  /// Date-times in which the day stands before the month, beside those whose sample shows it.
  public var dayFirst: Set<String>

  /// An inference for a target.
  public init(
    target: String, dropped: Set<String> = [], overrides: [String: Field.Kind] = [:],
    task: LearningTask? = nil, dayFirst: Set<String> = []
  ) {
    self.target = target
    self.dropped = dropped
    self.overrides = overrides
    self.task = task
    self.dayFirst = dayFirst
  }

  /// Looks at the next rows of a table, which the table still returns afterwards.
  ///
  /// - Throws: ``TableError`` if a name is not among the columns, the target is dropped or the
  ///   sample cannot be read.
  public func infer(_ reader: TableReader) throws(TableError) -> InferredSchema {
    guard !dropped.contains(target) else { throw .targetDropped(name: target) }
    let names = [target] + dropped.sorted() + overrides.keys.sorted()
    let known = Set(reader.columns)
    for name in names where !known.contains(name) {
      throw .unknownColumn(
        file: reader.file, name: name, closest: ClosestNames.find(name, in: reader.columns))
    }
    let profiles = try SchemaInference.profiles(reader)
    var fields: [Field] = []
    var targetColumn = 0
    var task = LearningTask.classify
    for (index, name) in reader.columns.enumerated() {
      if name == target {
        targetColumn = index
        task = self.task ?? SchemaInference.task(profiles[index], overrides[name])
      } else if !dropped.contains(name) {
        let kind = overrides[name] ?? SchemaInference.kind(profiles[index])
        let isDayFirst = kind == .dateTime && profiles[index].isDayFirst
        fields.append(
          Field(name, kind, isDayFirst: isDayFirst || dayFirst.contains(name)))
      }
    }
    do {
      let schema = try Schema(fields: fields, target: target, task: task)
      return InferredSchema(schema: schema, targetColumn: targetColumn)
    } catch {
      throw .unusableSchema(file: reader.file, error)
    }
  }

  /// The columns whose sampled dates, such as `31/12/2011`, can only have the day first.
  ///
  /// - Throws: ``TableError`` if the sample cannot be read.
  public static func dayFirstColumns(_ reader: TableReader) throws(TableError) -> Set<String> {
    let profiles = try profiles(reader)
    return Set(zip(reader.columns, profiles).filter(\.1.isDayFirst).map(\.0))
  }

  private static func profiles(_ reader: TableReader) throws(TableError) -> [ColumnProfile] {
    var profiles = Array(repeating: ColumnProfile(), count: reader.columns.count)
    var record = TableRecord()
    for row in 0..<(try reader.sample(sampleLimit)) where reader.look(at: row, into: &record) {
      guard record.fault == nil else { continue }
      for column in profiles.indices { profiles[column].add(record.bytes(at: column)) }
    }
    return profiles
  }

  private static func kind(_ profile: ColumnProfile) -> Field.Kind {
    if profile.isNumber { return .number }
    if profile.isBoolean { return .boolean }
    return profile.isDate ? .dateTime : .category
  }

  private static func task(_ profile: ColumnProfile, _ kind: Field.Kind?) -> LearningTask {
    guard let kind else { return profile.isQuantity ? .regress : .classify }
    return kind == .number ? .regress : .classify
  }
}

/// What a sample says about a table.
public struct InferredSchema: Sendable, Hashable {
  /// The fields in the order of the columns, and the target.
  public let schema: Schema
  /// The position of the target among the table's columns, from 0.
  public let targetColumn: Int
}
