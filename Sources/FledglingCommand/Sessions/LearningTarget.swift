import Fledgling
import FledglingStore

/// The learner of the rows: one in memory, or one with a ledger, where rows are written down
/// some at a time before they are learned.
struct LearningTarget {
  private var free: Learner?
  private let durable: DurableLearner?

  init(_ learner: Learner) {
    free = learner
    durable = nil
  }

  init(_ durable: DurableLearner) {
    self.durable = durable
  }

  var isDurable: Bool { durable != nil }

  var count: Int { durable?.learner.count ?? free?.count ?? 0 }

  var learner: Learner {
    guard let learner = durable?.learner ?? free else {
      preconditionFailure("a pupil has either a learner or a ledger")
    }
    return learner
  }

  /// Saves where a ledger's learner is.
  func saveSnapshot() throws(CommandError) {
    do {
      try durable?.saveSnapshot()
    } catch { throw CommandError(describing: error) }
  }

  /// The result of a row.
  enum Result {
    /// It was answered, then learned.
    case learned(Prediction)
    /// It was predicted, then replaced the earlier row of the same id.
    case corrected(Prediction)
    /// Its outcome was answered, then learned, after the row itself had come before.
    case settled(Prediction)
    /// It had no outcome.
    case observed
    /// It is the outcome of a row that never came.
    case unknown
    /// It had been learned before, under the same id and with the same outcome.
    case known
    /// It was left out.
    case refused(String)
  }
}

extension LearningTarget {
  /// Answers and learns a row in memory.
  mutating func learn(
    _ values: [Value], _ outcome: Outcome?, id: String?, time: Double?, pinsCorrections: Bool
  ) -> Result {
    do {
      guard let outcome else {
        try free?.observe(values, time: time)
        return .observed
      }
      do {
        return .learned(
          try free?.answer(values, thenLearn: outcome, id: id, time: time) ?? .unknown)
      } catch LearnerError.alreadyLearned(let id) {
        switch try free?.standing(of: values, outcome: outcome, id: id) {
        case .corrected: try checkRoom(for: outcome)
        case .different: return .refused(LearningTarget.twoExperiences(id))
        case .same, .unknown, nil: return .known
        }
        _ = free?.retract(id: id)
        let answer = try free?.answer(values, thenLearn: outcome, id: id, time: time)
        if pinsCorrections {
          try free?.pin(values, outcome: outcome, id: id, isReplacing: true)
        }
        return .corrected(answer ?? .unknown)
      }
    } catch { return .refused("\(error)") }
  }

  /// Writes rows down, then answers and learns them in their order.
  func learn(_ rows: [LedgerEntry], pinsCorrections: Bool) throws(LedgerError) -> [Result] {
    guard let durable, !rows.isEmpty else { return [] }
    let taken = try durable.take(rows)
    return try zip(rows, taken).map { (row, taken) throws(LedgerError) in
      switch taken.intake {
      case .appended: return row.outcome == nil ? .observed : .learned(taken.answer)
      case .contradictory: return .refused(LearningTarget.twoExperiences(row.id ?? ""))
      default:
        return try result(taken, row.id ?? "", row.outcome, pinsCorrections: pinsCorrections)
      }
    }
  }

  /// Learns the outcomes of rows that a ledger knows by their ids.
  func settle(_ outcomes: [LateOutcome], pinsCorrections: Bool) throws(LedgerError) -> [Result] {
    guard let durable, !outcomes.isEmpty else { return [] }
    let taken = try durable.settle(outcomes)
    return try zip(outcomes, taken).map { (late, taken) throws(LedgerError) in
      try result(taken, late.id, late.outcome, pinsCorrections: pinsCorrections)
    }
  }

  private func result(
    _ taken: Taken, _ id: String, _ outcome: Outcome?, pinsCorrections: Bool
  ) throws(LedgerError) -> Result {
    switch taken.intake {
    case .settled(var pin):
      guard pin.outcome != nil else { return .settled(taken.answer) }
      pin.outcome = outcome
      if pinsCorrections { try durable?.pin(pin, isReplacing: true) }
      return .corrected(taken.answer)
    case .known, .appended, .contradictory: return .known
    case .unknown: return .unknown
    case .erased: return .refused("\(LearnerError.unlearned(id: id))")
    case .refused(let error): return .refused("\(error)")
    }
  }

  /// A class too many is refused before anything is retracted for it.
  private func checkRoom(for outcome: Outcome) throws(LearnerError) {
    guard case .label(let label) = outcome, let free, !free.classes.contains(label),
      free.classes.count >= Schema.classLimit
    else { return }
    throw .tooManyClasses(limit: Schema.classLimit, label: label)
  }

  private static func twoExperiences(_ id: String) -> String {
    "\"\(id)\" was learned before with other fields; an id must name one row only"
  }
}
