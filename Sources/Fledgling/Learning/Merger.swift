/// Merges learners that learned separately into one.
///
/// If all learners still store every example, and one learner can store their union, the result is
/// the consolidated learner of the union, byte for byte, whatever the order of merging.  Otherwise
/// their sums are added, which requires the same encoder: learners that continued from copies of
/// one model have it.
///
/// ```swift
/// var merger = Merger()
/// for learner in learners { try merger.add(learner) }
/// let merged = merger.finish()
/// ```
///
/// Fields are matched by name.  If the learners have them in different orders, the merged learner
/// has them sorted by name, or in the order of a learner that cannot be rebuilt because it no
/// longer stores all its examples.
///
/// The merger needs the memory of two learners, however many are merged.
public struct Merger: Sendable {
  private var whole: Learner?
  /// The number of examples whose ids came more than once and were counted once.
  public private(set) var duplicates = 0
  /// The number of examples left out because another learner had unlearned them.
  public private(set) var leftOut = 0
  /// The number of examples without ids, among which duplicates cannot be found.
  public private(set) var unnamed = 0

  /// The schema of the learners merged so far; `nil` before the first.
  public var schema: Schema? { whole?.schema }

  /// A merger without learners.
  public init() {}

  /// Adds one more learner.
  ///
  /// - Parameter learner: a learner with the same fields, outcome and seed as the others.
  /// - Throws: ``MergeError``; the merger is unchanged then.
  /// - Complexity: O(examples stored).
  public mutating func add(_ learner: Learner) throws(MergeError) {
    var other = learner
    guard var whole else {
      whole = learner
      unnamed = learner.unnamedCount
      return
    }
    try whole.checkKinship(other)
    let order = try whole.commonSchema(other)
    let notation = whole.schema.notation.united(with: other.schema.notation)
    whole = whole.reordered(as: order)
    other = other.reordered(as: order)
    let gone = try whole.leaveOut(other.forgotten) + other.leaveOut(whole.forgotten)
    var pins = whole.pins
    pins.unite(other.pins)
    guard pins.cases.count <= Pins.limit else { throw .tooManyPins(limit: Pins.limit) }
    let shared = whole.names.overlap(other.names)
    if whole.isComplete && other.isComplete {
      let twice = try other.removeDuplicates(of: whole)
      guard whole.count + other.count <= whole.retained.capacity else {
        throw .tooMany(count: whole.count + other.count, limit: whole.retained.capacity)
      }
      let bytes = whole.retained.bytes + other.retained.bytes
      guard bytes <= ReplayBuffer.byteLimit else {
        throw .tooLarge(bytes: bytes, limit: ReplayBuffer.byteLimit)
      }
      duplicates += twice
      whole.unite(other)
    } else {
      guard shared == 0 else { throw .overlap(count: shared) }
      if whole.isComplete {
        swap(&whole, &other)
      }
      if other.isComplete { other = other.viewed(as: whole) }
      try whole.absorb(other)
    }
    whole.pins = pins
    whole.schema.notation = notation
    leftOut += gone
    unnamed += learner.unnamedCount
    self.whole = whole
  }

  /// The consolidated learner of all added learners; `nil` if there were none.
  public mutating func finish() -> Learner? {
    whole?.consolidate()
    return whole
  }
}

/// The reason why learners cannot be merged.
public enum MergeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The learners have different fields or different outcomes.
  case differentSchemas(String)
  /// The learners have their fields in different orders, and neither stores all the examples needed
  /// to rebuild it in the other's order.
  case differentOrders
  /// The learners draw their random features from different seeds.
  case differentSeeds(UInt64, UInt64)
  /// The learners share this many ids, but do not store the examples that would have to be counted
  /// once.
  case overlap(count: Int)
  /// This many ids stand for different examples in the two learners.
  case conflict(count: Int)
  /// The sums use different encoders, and the examples needed to compute them again are not stored.
  case incompleteReplay
  /// Together the learners have more examples than one can store, and their encoders differ.
  case tooMany(count: Int, limit: Int)
  /// Together the learners store more bytes of texts, vectors and images than one can.
  case tooLarge(bytes: Int, limit: Int)
  /// This many examples were unlearned in one learner, and another cannot remove them because it
  /// does not store them.
  case notKept(count: Int)
  /// Together the learners have more classes than one supports.
  case tooManyClasses(Int)
  /// Together the learners have more pinned cases than one can store.
  case tooManyPins(limit: Int)

  /// A sentence that says what is wrong and, where possible, what to do.
  public var description: String {
    switch self {
    case .differentSchemas(let what): "the models have different fields: \(what)"
    case .differentOrders:
      "the models have their fields in different orders, and neither still stores all its examples "
        + "to be rebuilt in the other order; merge the ledgers instead"
    case .differentSeeds(let one, let other):
      "the models were made with different seeds, \(one) and \(other)"
    case .overlap(let count):
      "\(count) ids were learned by both models, and at least one no longer stores all its examples, "
        + "so they would be counted twice; merge the ledgers instead"
    case .conflict(let count):
      "\(count == 1 ? "one id stands" : "\(count) ids stand") for different "
        + "examples in the two models"
    case .incompleteReplay:
      "the models use different encoders and no longer store all their examples; merge the ledgers "
        + "instead"
    case .tooMany(let count, let limit):
      "together the models have \(count) examples, more than the \(limit) that a model stores; "
        + "merge the ledgers instead"
    case .tooLarge(let bytes, let limit):
      "together the models store \(bytes >> 20) MiB of texts, vectors and images, more than the "
        + "\(limit >> 20) MiB of one model; merge the ledgers instead"
    case .notKept(let count):
      "\(count) examples were unlearned in one model, and the other no longer stores them and "
        + "cannot unlearn them; merge the ledgers instead"
    case .tooManyClasses(let count):
      "together the models have \(count) classes; the limit is \(Schema.classLimit)"
    case .tooManyPins(let limit): "together the models have more than \(limit) pinned cases"
    }
  }
}
