import Fledgling
import FledglingStore

/// Whoever learns the rows: a learner in memory, or one with a ledger, where rows are written down
/// some at a time before they are learned.
struct Pupil {
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
  func saveSnapshot() throws(Failure) {
    do {
      try durable?.saveSnapshot()
    } catch { throw Failure(describing: error) }
  }

  /// What came of a row.
  enum Result {
    /// It was answered, then learned.
    case learned(Prediction)
    /// It was answered, then took the place of what was known of the same id.
    case corrected(Prediction)
    /// It had no outcome.
    case observed
    /// It had been learned before, under the same id and with the same outcome.
    case known
    /// It was left out.
    case refused(String)
  }
}

extension Pupil {
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
        case .different: return .refused(Pupil.twoExperiences(id))
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
  func learn(_ rows: [LedgerEntry], pinsCorrections: Bool) throws -> [Result] {
    guard let durable else { return [] }
    do {
      let answers = try durable.learn(rows)
      return zip(rows, answers).map { $0.outcome == nil ? .observed : .learned($1) }
    } catch {
      switch error {
      case .idsKnown, .idsErased, .tooLong, .fieldKind, .notFinite, .learner:
        // It is some of them; the others are to be learned all the same, as many at once as can be.
        guard rows.count > 1 else {
          return try rows.map { try Pupil.learn($0, durable, pinsCorrections) }
        }
        let half = rows.count / 2
        return try learn(Array(rows[..<half]), pinsCorrections: pinsCorrections)
          + learn(Array(rows[half...]), pinsCorrections: pinsCorrections)
      default: throw error
      }
    }
  }

  /// A class too many is refused before anything is retracted for it.
  private func checkRoom(for outcome: Outcome) throws(LearnerError) {
    guard case .label(let label) = outcome, let free, !free.classes.contains(label),
      free.classes.count >= Schema.classLimit
    else { return }
    throw .tooManyClasses(limit: Schema.classLimit, label: label)
  }

  private static func learn(
    _ row: LedgerEntry, _ durable: DurableLearner, _ pinsCorrections: Bool
  ) throws -> Result {
    do throws(LedgerError) {
      let answer = try durable.learn([row]).first ?? .unknown
      return row.outcome == nil ? .observed : .learned(answer)
    } catch {
      switch error {
      case .idsKnown:
        guard let id = row.id, let known = try durable.ledger.entry(id: id) else { throw error }
        return try correct(row, id, known, durable, pinsCorrections)
      case .idsErased: return .refused("\(LearnerError.unlearned(id: row.id ?? ""))")
      case .tooLong, .fieldKind, .notFinite, .learner: return .refused("\(error)")
      default: throw error
      }
    }
  }

  private static func twoExperiences(_ id: String) -> String {
    "\"\(id)\" was learned before with other fields; an id must name one row only"
  }

  /// Learns an outcome that came late, or that corrects another.
  private static func correct(
    _ row: LedgerEntry, _ id: String, _ known: LedgerEntry, _ durable: DurableLearner,
    _ pinsCorrections: Bool
  ) throws -> Result {
    guard row.fields == known.fields else { return .refused(twoExperiences(id)) }
    guard let outcome = row.outcome, outcome != known.outcome else { return .known }
    let answer = try durable.learner.predict(known.values)
    try durable.setOutcome(id: id, outcome)
    guard known.outcome != nil else { return .learned(answer) }
    var pin = known
    pin.outcome = outcome
    if pinsCorrections { try durable.pin(pin, isReplacing: true) }
    return .corrected(answer)
  }
}
