extension MonitorError: CodedError {
  /// A code that stays the same in every release, for programs that handle errors by kind.
  public var code: String {
    switch self {
    case .unfit: "unfit"
    case .episodeName: "episodeName"
    case .orderNotFinite: "orderNotFinite"
    case .outOfOrder: "outOfOrder"
    case .duplicateStep: "duplicateStep"
    case .contradictoryStep: "contradictoryStep"
    case .ended: "ended"
    case .contradictoryOutcome: "contradictoryOutcome"
    case .noSteps: "noSteps"
    case .outcomeNotAsked: "outcomeNotAsked"
    case .outcomeMissing: "outcomeMissing"
    case .unlearned: "unlearned"
    case .tooManySteps: "tooManySteps"
    case .tooManyOpen: "tooManyOpen"
    case .unknownEpisode: "unknownEpisode"
    case .notKept: "notKept"
    }
  }
}
