/// One named field of an example.
public struct Field: Sendable, Hashable {
  /// What a field holds.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A quantity.
    case number
    /// A member of an unordered set.
    case category
    /// True or false; learned as a category.
    case boolean
    /// Seconds since 1970 (UTC); learned as calendar parts and as elapsed time.
    case dateTime
  }

  /// The field's name, unique within its schema.
  public let name: String
  /// What the field holds.
  public let kind: Kind
  /// Whether the day stands before the month where dates are written as `31/12/2011`.
  public let isDayFirst: Bool

  /// A field of a given kind; `isDayFirst` matters only to those who read dates from text.
  public init(_ name: String, _ kind: Kind, isDayFirst: Bool = false) {
    self.name = name
    self.kind = kind
    self.isDayFirst = isDayFirst
  }
}

/// What a learner is asked to say about an example.
public enum LearningTask: String, Sendable, Hashable, CaseIterable {
  /// One of a set of classes, which may grow.
  case classify
  /// A number.
  case regress
}

/// The outcome of an example: what a prediction is held against.
public enum Outcome: Sendable, Hashable {
  /// A class, by its name.
  case label(String)
  /// A quantity; must be finite.
  case number(Double)

  /// The label, or the number's digits.
  public var text: String {
    switch self {
    case .label(let label): label
    case .number(let number): "\(number)"
    }
  }

  /// The bits in which later examples see it as their past.
  var cell: UInt32 {
    switch self {
    case .label(let label): Cell.category(StableHash(label))
    case .number(let number): Cell.number(Float(number))
    }
  }
}

/// The fields a learner reads, in order, and the outcome it answers.
public struct Schema: Sendable, Hashable {
  /// The largest number of fields a schema may have.
  public static let fieldLimit = 4_096

  /// The fields, in the order in which an example lists its values.
  public let fields: [Field]
  /// The name of the outcome.
  public let target: String
  /// Whether the outcome is a class or a number.
  public let task: LearningTask

  /// A schema of uniquely named fields.
  ///
  /// - Throws: ``SchemaError`` if two fields share a name, a field is named as the target, or there
  ///   are more than ``fieldLimit`` fields.
  public init(fields: [Field], target: String, task: LearningTask) throws(SchemaError) {
    guard fields.count <= Schema.fieldLimit else { throw .tooManyFields(fields.count) }
    var seen: Set<String> = [target]
    for field in fields where !seen.insert(field.name).inserted {
      throw .duplicateName(field.name)
    }
    self.fields = fields
    self.target = target
    self.task = task
  }
}

/// Why a schema cannot be.
public enum SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Two fields, or a field and the target, share this name.
  case duplicateName(String)
  /// More fields than ``Schema/fieldLimit``.
  case tooManyFields(Int)

  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .duplicateName(let name): "two columns are named \"\(name)\""
    case .tooManyFields(let count):
      "\(count) fields are more than the \(Schema.fieldLimit) a learner reads"
    }
  }
}
