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
    /// Words, in any language and script.
    case text
    /// Numbers that mean something together, always as many: an embedding, a signal, a spectrum.
    case vector
    /// An image.
    case image
    /// The name of the sequence that the example belongs to: a machine, a patient, a session.  Not
    /// learned by itself; what came before in the same sequence is.
    case sequence

    /// Whether the content is kept whole, rather than in the 32 bits of a cell.
    public var isRich: Bool { self == .text || self == .vector || self == .image }
  }

  /// The least and the most numbers that a vector holds.
  public static let widths = 2...4_096

  /// The field's name, unique within its schema.
  public let name: String
  /// What the field holds.
  public let kind: Kind
  /// Whether the day stands before the month where dates are written as `31/12/2011`.
  public let isDayFirst: Bool
  /// How many numbers a vector holds, in ``widths``; 0 for other kinds.
  public let width: Int

  /// A field of a given kind; `isDayFirst` matters only to those who read dates from text, `width` to
  /// vectors.
  public init(_ name: String, _ kind: Kind, isDayFirst: Bool = false, width: Int = 0) {
    self.name = name
    self.kind = kind
    self.isDayFirst = isDayFirst
    self.width = kind == .vector ? width : 0
  }
}

/// What a learner is asked to say about an example.
public enum LearningTask: String, Sendable, Hashable, CaseIterable {
  /// One of a set of classes, which may grow.
  case classification = "classify"
  /// A number.
  case regression = "regress"
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
}

/// The fields a learner reads, in order, and the outcome it answers.
public struct Schema: Sendable, Hashable {
  /// The largest number of fields a schema may have.
  public static let fieldLimit = 4_096
  /// The most texts, vectors and images an example may have.
  public static let richLimit = 16
  /// The largest number of classes that a learner distinguishes.
  public static let classLimit = 1_000

  /// The fields, in the order in which an example lists its values.
  public let fields: [Field]
  /// The name of the outcome.
  public let target: String
  /// Whether the outcome is a class or a number.
  public let task: LearningTask
  /// How tables write the fields and the outcome.
  public let notation: TableNotation

  /// A schema of uniquely named fields.
  ///
  /// - Parameters:
  ///   - fields: the fields, in the order in which an example lists its values.
  ///   - target: the name of the outcome.
  ///   - task: whether the outcome is a class or a number.
  ///   - notation: how tables write them; by default plainly.
  /// - Throws: ``SchemaError`` if two fields share a name, a field is named as the target, or there
  ///   are more than ``fieldLimit`` fields.
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

  /// Whether two schemas read the same fields and answer the same outcome, however their tables are
  /// written.
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

/// Why a schema cannot be.
public enum SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Two fields, or a field and the target, share this name.
  case duplicateName(String)
  /// More fields than ``Schema/fieldLimit``.
  case tooManyFields(Int)
  /// More texts, vectors and images than ``Schema/richLimit``.
  case tooManyRichFields(Int)
  /// A vector of a width outside ``Field/widths``.
  case vectorWidth(String, Int)
  /// More than one field names a sequence.
  case severalSequences

  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .duplicateName(let name): "two columns are named \"\(name)\""
    case .tooManyFields(let count):
      "\(count) fields are more than the \(Schema.fieldLimit) a learner reads"
    case .tooManyRichFields(let count):
      "\(count) texts, vectors and images are more than the \(Schema.richLimit) a learner reads"
    case .vectorWidth(let name, let width):
      "the vector \"\(name)\" is \(width) wide; a learner reads vectors of "
        + "\(Field.widths.lowerBound) to \(Field.widths.upperBound) numbers"
    case .severalSequences: "an example belongs to one sequence at most"
    }
  }
}
