/// The reason why a monitor refused a step or an outcome; the monitor is unchanged then.
public enum MonitorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The values or the outcome do not fit the schema.
  case unfit(LearnerError)
  /// An episode's name is empty or longer than ``EpisodeMonitor/nameLimit`` bytes.
  case episodeName(bytes: Int)
  /// The order of the step is not a finite number.
  case orderNotFinite(episode: String)
  /// The step's order is less than that of the episode's last step.
  case outOfOrder(episode: String, order: Double, last: Double)
  /// The episode already has this step.
  case duplicateStep(episode: String, order: Double)
  /// The step's order is less than that of the last step, and the episode has other values there.
  case contradictoryStep(episode: String, order: Double)
  /// The episode has ended; a new episode needs another name.
  case ended(episode: String)
  /// The episode ended before, with another outcome.
  case contradictoryOutcome(episode: String, earlier: String, now: String)
  /// The episode has no steps.
  case noSteps(episode: String)
  /// The goal is a remaining amount, which follows from the steps, so no outcome can be given.
  case outcomeNotAsked
  /// The goal is the outcome, and it was not given.
  case outcomeMissing(episode: String)
  /// The episode was unlearned; it cannot be learned again.
  case unlearned(episode: String)
  /// The episode has the maximum number of steps.
  case tooManySteps(episode: String, limit: Int)
  /// Open episodes take the maximum amount of memory.
  case tooManyOpen(count: Int, bytes: Int)
  /// No such episode is open or stored.
  case unknownEpisode(String)
  /// The episode was learned, but its steps are no longer stored.
  case notKept(episode: String)

  /// A sentence that says what is wrong and, where possible, what to do.
  public var description: String {
    switch self {
    case .unfit(let error): error.description
    case .episodeName(let bytes):
      bytes == 0
        ? "the episode has no name"
        : "the episode's name has \(bytes) bytes; the limit is \(EpisodeMonitor.nameLimit)"
    case .orderNotFinite(let episode):
      "episode \"\(episode)\": the order of the step is not a finite number"
    case .outOfOrder(let episode, let order, let last):
      "episode \"\(episode)\": step \(order) comes after step \(last)"
    case .duplicateStep(let episode, let order):
      "episode \"\(episode)\": step \(order) was already recorded with the same values"
    case .contradictoryStep(let episode, let order):
      "episode \"\(episode)\": step \(order) was already recorded with other values"
    case .ended(let episode):
      "episode \"\(episode)\" has ended; give a new episode another name"
    case .contradictoryOutcome(let episode, let earlier, let now):
      "episode \"\(episode)\" already ended with \"\(earlier)\", not \"\(now)\"; if that was wrong, "
        + "unlearn it first"
    case .noSteps(let episode): "episode \"\(episode)\" has no steps"
    case .outcomeNotAsked:
      "this monitor predicts remaining amounts, so do not give an outcome"
    case .outcomeMissing(let episode): "episode \"\(episode)\" ended without an outcome; give one"
    case .unlearned(let episode): "episode \"\(episode)\" was unlearned and cannot be learned again"
    case .tooManySteps(let episode, let limit):
      "episode \"\(episode)\" has \(limit) steps, the limit"
    case .tooManyOpen(let count, let bytes):
      "\(count) open episodes use \(bytes >> 20) MiB, the limit; finish or abandon some, or "
        + "keep a ledger"
    case .unknownEpisode(let episode): "there is no episode \"\(episode)\" here"
    case .notKept(let episode):
      "episode \"\(episode)\" was learned, but its steps are no longer stored; give them again"
    }
  }
}
