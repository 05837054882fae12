/// One named field of an example.
public struct Field: Sendable, Hashable {
  /// The kind of values in a field.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A quantity.
    case number
    /// A member of an unordered set.
    case category
    /// True or false; learned as a category.
    case boolean
    /// Seconds since 1970 (UTC); learned as calendar parts and as elapsed time.
    case dateTime
    /// Words, in any language and script.
    case text
    /// A fixed number of components that belong together: an embedding, a signal, a spectrum.
    case vector
    /// An image.
    case image
    /// The name of the sequence that the example belongs to: a machine, a patient, a session.
    ///
    /// The name itself is not learned; the earlier examples of the sequence become features.
    case sequence

    /// Whether values are stored whole, rather than in the 32 bits of a cell.
    public var isRich: Bool { self == .text || self == .vector || self == .image }
  }

  /// The allowed numbers of components of a vector.
  public static let widths = 2...4_096

  /// The field's name, unique within its schema.
  public let name: String
  /// The kind of values.
  public let kind: Kind
  /// Whether dates written as `31/12/2011` have the day before the month.
  public let isDayFirst: Bool
  /// The number of components of a vector, in ``widths``; 0 for other kinds.
  public let width: Int

  /// A field of a given kind; `isDayFirst` matters only when dates are read from text, `width` only
  /// for vectors.
  ///
  /// - Parameters:
  ///   - name: the field's name, unique within its schema.
  ///   - kind: the kind of values.
  ///   - isDayFirst: whether dates written as `31/12/2011` have the day before the month.
  ///   - width: the number of components of a vector.
  public init(_ name: String, _ kind: Kind, isDayFirst: Bool = false, width: Int = 0) {
    self.name = name
    self.kind = kind
    self.isDayFirst = isDayFirst
    self.width = kind == .vector ? width : 0
  }
}

/// The kind of outcome that a learner predicts.
public enum LearningTask: String, Sendable, Hashable, Codable, CaseIterable {
  /// One of a set of classes; the set may grow.
  case classification = "classify"
  /// A number.
  case regression = "regress"
}

/// The outcome of an example, the true value of the target.
public enum Outcome: Sendable, Hashable {
  /// A class, given by its name.
  case label(String)
  /// A quantity, in the outcome's own unit; must be finite.
  case number(Double)

  /// The label, or the number's digits.
  public var text: String {
    switch self {
    case .label(let label): label
    case .number(let number): "\(number)"
    }
  }
}

/// The fields that a learner reads, in order, and the outcome it predicts.
public struct Schema: Sendable, Hashable {
  /// The maximum number of fields of a schema.
  public static let fieldLimit = 4_096
  /// The maximum number of texts, vectors and images in an example.
  public static let richLimit = 16
  /// The maximum number of classes that a learner distinguishes.
  public static let classLimit = 1_000

  /// The fields, in the order in which an example lists its values.
  public let fields: [Field]
  /// The name of the outcome.
  public let target: String
  /// Whether the outcome is a class or a number.
  public let task: LearningTask
  /// The notation of the fields and the outcome in tables.
  public internal(set) var notation: TableNotation

  /// A schema of uniquely named fields.
  ///
  /// - Parameters:
  ///   - fields: the fields, in the order in which an example lists its values.
  ///   - target: the name of the outcome.
  ///   - task: whether the outcome is a class or a number.
  ///   - notation: the notation of tables; by default the plain one.
  /// - Throws: ``SchemaError`` if two fields share a name, a field has the target's name, a limit
  ///   is exceeded, or a vector's width is not within ``Field/widths``.
  public init(
    fields: [Field], target: String, task: LearningTask, notation: TableNotation = TableNotation()
  ) throws(SchemaError) {
    guard fields.count <= Schema.fieldLimit else { throw .tooManyFields(fields.count) }
    var seen: Set<String> = [target]
    for field in fields where !seen.insert(field.name).inserted {
      throw .duplicateName(field.name)
    }
    for field in fields where field.kind == .vector && !Field.widths.contains(field.width) {
      throw .vectorWidth(field.name, field.width)
    }
    guard fields.count(where: { $0.kind.isRich }) <= Schema.richLimit else {
      throw .tooManyRichFields(fields.count { $0.kind.isRich })
    }
    guard fields.count(where: { $0.kind == .sequence }) <= 1 else { throw .severalSequences }
    self.fields = fields
    self.target = target
    self.task = task
    self.notation = notation
  }

  /// Whether two schemas have the same fields and the same outcome; the notation of tables is
  /// ignored.
  public static func == (first: Schema, second: Schema) -> Bool {
    first.fields == second.fields && first.target == second.target && first.task == second.task
  }

  /// Feeds the fields and the outcome to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(fields)
    hasher.combine(target)
    hasher.combine(task)
  }
}

/// The reason why fields and a target do not make a valid schema.
public enum SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Two fields, or a field and the target, share this name.
  case duplicateName(String)
  /// There are more fields than ``Schema/fieldLimit``.
  case tooManyFields(Int)
  /// There are more texts, vectors and images than ``Schema/richLimit``.
  case tooManyRichFields(Int)
  /// A vector has a width outside ``Field/widths``.
  case vectorWidth(String, Int)
  /// More than one field has the kind ``Field/Kind/sequence``.
  case severalSequences

  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .duplicateName(let name): "two columns are named \"\(name)\""
    case .tooManyFields(let count):
      "\(count) fields are more than the limit of \(Schema.fieldLimit)"
    case .tooManyRichFields(let count):
      "\(count) texts, vectors and images are more than the limit of \(Schema.richLimit)"
    case .vectorWidth(let name, let width):
      "the vector \"\(name)\" has \(width) numbers; the limits are "
        + "\(Field.widths.lowerBound) to \(Field.widths.upperBound) numbers"
    case .severalSequences:
      "more than one field is a sequence; an example belongs to one sequence at most"
    }
  }
}
