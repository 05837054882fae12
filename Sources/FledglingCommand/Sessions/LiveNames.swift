import Fledgling

/// Names the episodes of rows that can be read only once.
struct LiveNames {
  /// How many episodes of a name there were, where it is more than one.
  private var copies: [UInt64: Int] = [:]
  private(set) var renamed = 0

  /// Where a row belongs.
  enum Place {
    /// To an episode that goes on or begins; whether it begins under the name of another.
    case episode(String, isRenamed: Bool)
    /// To one that has ended, which has the step.
    case known
    /// To one that has ended, of which nothing more is taken; whether its steps are kept.
    case ended(String, isKept: Bool)
  }

  /// Finds the episode of a row whose name is none that goes on.
  ///
  /// A name that has ended is another episode's from then on, unless the row is a step of the ended one
  /// or has the same outcome, as a table has that repeats the outcome in every row.
  mutating func place(
    _ row: WatchedRow, _ follower: MonitorTarget
  ) throws(CommandError) -> Place {
    var copy = copies[row.key.hash] ?? 1
    var isRenamed = false
    while true {
      let name = row.key.name(copy)
      guard try follower.state(of: name) == .ended else {
        if isRenamed {
          copies[row.key.hash] = copy
          renamed += 1
        }
        return .episode(name, isRenamed: isRenamed)
      }
      // A row that cannot be read is refused under whichever name.
      if row.fault != nil { return .episode(name, isRenamed: false) }
      let has = try follower.ended(name, has: row.values, at: row.key.order, occurrence: 1)
      if has == true { return .known }
      if has == nil { return .ended(name, isKept: false) }
      if let outcome = row.key.outcome, try follower.outcome(of: name) == outcome {
        return .ended(name, isKept: true)
      }
      copy += 1
      isRenamed = true
    }
  }

  /// The name under which the rows of a name are followed at present.
  func name(_ key: StepKey) -> String { key.name(copies[key.hash] ?? 1) }
}
