import Testing

@testable import Fledgling

struct SupportEstimatorTests {
  /// One kind of field, examples as they were learned, and one that is like none of them.
  enum Kind: CaseIterable {
    case columns, text, vector

    var field: Field {
      switch self {
      case .columns: Field("x", .number)
      case .text: Field("x", .text)
      case .vector: Field("x", .vector, width: 16)
      }
    }

    func near(_ random: inout SplitMix64) -> Value {
      switch self {
      case .columns: return .number(Double(random.normal()))
      case .text:
        let words = ["pump", "valve", "rattles", "hums", "again", "today", "slowly"]
        return .text((0..<6).map { _ in words[random.below(words.count)] }.joined(separator: " "))
      case .vector:
        let sign: Float = random.below(2) == 0 ? 1 : -1
        return .vector((0..<16).map { sign * Float($0 % 4) + 0.3 * random.normal() })
      }
    }

    var far: Value {
      switch self {
      case .columns: .number(1_000)
      case .text: .text("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich")
      case .vector: .vector((0..<16).map { $0 == 5 ? 40 : $0 == 8 ? -40 : 0 })
      }
    }
  }

  private func learner(_ kind: Kind, _ count: Int, _ task: LearningTask) throws -> Learner {
    var learner = Learner(
      schema: try Schema(fields: [kind.field], target: "y", task: task))
    var random = SplitMix64(seed: 2)
    for index in 0..<count {
      let outcome: Outcome =
        task == .classification ? .label("class \(index % 3)") : .number(Double(index % 3))
      try learner.learn([kind.near(&random)], outcome: outcome)
    }
    return learner
  }

  private func supports(_ learner: Learner, _ kind: Kind) throws -> Double {
    let familiarity = SupportEstimator(learner)
    var random = SplitMix64(seed: 9)
    let supports = try (0..<21).map { _ in try familiarity.measure([kind.near(&random)]).support }
    return supports.sorted()[10]
  }

  @Test(arguments: Kind.allCases, [LearningTask.classification, .regression])
  func supportGrowsWithMoreOfTheSame(kind: Kind, task: LearningTask) throws {
    let few = try supports(try learner(kind, 40, task), kind)
    let more = try supports(try learner(kind, 160, task), kind)
    let most = try supports(try learner(kind, 640, task), kind)
    #expect(0 < few && 2 * few < more && 2 * more < most, "\(few), \(more), \(most)")
  }

  @Test(arguments: Kind.allCases, [LearningTask.classification, .regression])
  func whatIsFarAwayIsNew(kind: Kind, task: LearningTask) throws {
    let familiarity = SupportEstimator(try learner(kind, 200, task))
    let far = try familiarity.measure([kind.far])
    #expect(far.novelty > 0.97, "\(far)")
    var random = SplitMix64(seed: 3)
    let near = try (0..<40).map { _ in try familiarity.measure([kind.near(&random)]) }
    #expect(near.allSatisfy { (0...1).contains($0.novelty) && $0.support > far.support })
    let mean = near.reduce(0) { $0 + $1.novelty } / 40
    #expect((0.25...0.75).contains(mean), "\(mean)")
  }

  /// To one who knows nothing everything is new; a field that is missing tells nothing.
  @Test(arguments: Kind.allCases)
  func nothingIsKnown(kind: Kind) throws {
    let blank = try SupportEstimator(try learner(kind, 0, .classification)).measure([kind.far])
    #expect(blank.support == 0 && blank.novelty == 1)
    for count in [1, 2, 30] {
      let some = SupportEstimator(try learner(kind, count, .classification))
      for value in [kind.far, .missing] {
        let measured = try some.measure([value])
        #expect(measured.support >= 0 && measured.support.isFinite)
        #expect((0...1).contains(measured.novelty))
      }
    }
  }

  /// Of several fields the strangest counts.
  @Test func oneStrangeFieldIsEnough() throws {
    let schema = try Schema(
      fields: Kind.allCases.enumerated().map { index, kind in
        Field("x\(index)", kind.field.kind, width: kind.field.width)
      }, target: "y", task: .classification)
    var learner = Learner(schema: schema)
    var random = SplitMix64(seed: 5)
    for index in 0..<200 {
      try learner.learn(
        Kind.allCases.map { $0.near(&random) }, outcome: .label("class \(index % 2)"))
    }
    let familiarity = SupportEstimator(learner)
    for (index, kind) in Kind.allCases.enumerated() {
      var values = Kind.allCases.map { $0.near(&random) }
      values[index] = kind.far
      #expect(try familiarity.measure(values).novelty > 0.97, "\(kind)")
    }
  }
}
