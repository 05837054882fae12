extension EpisodeMonitor: Knowledge {
  /// Whether every learned episode is stored, so that the monitor can be rebuilt completely.
  public var isComplete: Bool { kept.dropped == 0 }

  /// Rebuilds everything from the stored episodes in their canonical order: by start if steps are
  /// ordered by time, then by the numbers in their names, then by a hash.
  ///
  /// The result depends only on which episodes were learned, not on their order of arrival, nor on
  /// merging or unlearning since.  Open episodes are replayed, so that their curves and alarms
  /// agree with the result.  The sums of episodes that are no longer stored stay as they are.
  ///
  /// - Complexity: O(steps stored × features²).
  public mutating func consolidate() {
    kept.sort(isTimed: isTimed)
    if isComplete {
      relearnLoops()
      value.refit(kept.records)
    } else {
      value.finalizeFit()
    }
    adoptAlarms()
    followAgain()
  }

  /// Unlearns an episode, open or ended; it cannot be learned again.
  ///
  /// - Parameter episode: the episode's name.
  /// - Throws: ``MonitorError`` if the episode is unknown, or its steps are no longer stored; the
  ///   monitor is unchanged then.
  /// - Complexity: O(steps stored × features²), as everything else is rebuilt.
  public mutating func unlearn(_ episode: String) throws(MonitorError) {
    let hash = EpisodeMonitor.hash(episode)
    if dismiss(episode) {
      forgotten.insert(hash)
      return
    }
    guard names.contains(hash) else { throw .unknownEpisode(episode) }
    guard isComplete, kept.remove(episode) else { throw .notKept(episode: episode) }
    names.remove(hash)
    forgotten.insert(hash)
    consolidate()
  }

  /// Unlearns episodes by their names, open or ended, all or none; they cannot be learned again.
  ///
  /// - Parameter ids: the episodes' names.
  /// - Returns: the number unlearned, and the names that had been unlearned before.
  /// - Throws: ``UnlearnError`` if an episode is unknown, or its steps are no longer stored; the
  ///   monitor is unchanged then.
  /// - Complexity: O(steps stored × features²), as everything else is rebuilt.
  @discardableResult
  public mutating func unlearn(
    ids: some Collection<String>
  ) throws(UnlearnError) -> Unlearned {
    let wanted = Set(ids)
    let open = wanted.filter { holds($0) }
    let closed = wanted.subtracting(open)
    let before = closed.filter { forgotten.contains(EpisodeMonitor.hash($0)) }
    let ended = closed.subtracting(before)
    let unknown = ended.filter { !names.contains(EpisodeMonitor.hash($0)) }
    let notKept = ended.subtracting(unknown).filter { !isComplete || kept.record(of: $0) == nil }
    guard unknown.isEmpty, notKept.isEmpty else {
      throw UnlearnError(unknown: Array(unknown), notKept: Array(notKept))
    }
    for name in open {
      dismiss(name)
      forgotten.insert(EpisodeMonitor.hash(name))
    }
    for name in ended {
      _ = kept.remove(name)
      names.remove(EpisodeMonitor.hash(name))
      forgotten.insert(EpisodeMonitor.hash(name))
    }
    if !ended.isEmpty { consolidate() }
    return Unlearned(count: open.count + ended.count, before: Array(before))
  }

  /// Adds everything that another monitor learned, and consolidates.
  ///
  /// Episodes that both learned alike count once; episodes that one has unlearned are removed from
  /// the other.  Merging gives the same monitor, byte for byte, in whatever order and grouping.
  /// Fields are matched by name; if their orders differ, they are sorted by name.
  ///
  /// - Parameter other: a monitor with the same fields, goal and seed.
  /// - Throws: ``MergeError``; the monitor is unchanged then.
  public mutating func merge(_ other: EpisodeMonitor) throws(MergeError) {
    let order = try mergedSchema(other)
    var merged = reordered(as: order)
    merged.schema.notation = schema.notation.united(with: other.schema.notation)
    let other = other.reordered(as: order)
    merged.forgotten.formUnion(other.forgotten)
    merged.kept.leaveOut(merged.forgotten)
    var conflicts = merged.addEnded(of: other)
    conflicts += merged.addOpen(of: other)
    conflicts += merged.dismissEnded()
    guard conflicts == 0 else { throw .conflict(count: conflicts) }
    guard merged.isComplete else {
      throw .tooMany(count: kept.steps + other.kept.steps, limit: kept.limit)
    }
    merged.names = IDSet()
    for record in merged.kept.records { merged.names.insert(EpisodeMonitor.hash(record.name)) }
    merged.consolidate()
    self = merged
  }
}

/// The steps of a merge.
extension EpisodeMonitor {
  /// The schema of both monitors once they are merged.
  ///
  /// - Throws: ``MergeError`` if they cannot be.
  private func mergedSchema(_ other: EpisodeMonitor) throws(MergeError) -> Schema {
    guard let order = commonSchema(other) else {
      throw .differentSchemas("other fields or outcomes")
    }
    guard goal == other.goal, isTimed == other.isTimed,
      learnsByDifferences == other.learnsByDifferences
    else {
      throw .differentSchemas("other goals or alarms")
    }
    guard seed == other.seed else { throw .differentSeeds(seed, other.seed) }
    guard isComplete, other.isComplete else { throw .incompleteReplay }
    return order
  }

  /// Adds another monitor's ended episodes, and returns how many of them differ from those kept here
  /// under the same names.
  private mutating func addEnded(of other: EpisodeMonitor) -> Int {
    var conflicts = 0
    for record in other.kept.records where !forgotten.contains(EpisodeMonitor.hash(record.name)) {
      if names.contains(EpisodeMonitor.hash(record.name)) {
        conflicts += kept.holds(record) ? 0 : 1
      } else {
        kept.add(record)
        names.insert(EpisodeMonitor.hash(record.name))
      }
    }
    return conflicts
  }

  /// Adds another monitor's open episodes, of those open in both the longer, and returns how many of
  /// them contradict the episodes here under the same names.
  private mutating func addOpen(of other: EpisodeMonitor) -> Int {
    var conflicts = 0
    for name in other.open.names {
      guard let place = other.open.place(of: name),
        !forgotten.contains(EpisodeMonitor.hash(name))
      else { continue }
      if let ended = kept.record(of: name) {
        conflicts += other.open[place].record.isBegin(of: ended) ? 0 : 1
        continue
      }
      if let own = open.place(of: name) {
        let (ours, theirs) = (open[own].record, other.open[place].record)
        guard ours.isBegin(of: theirs) || theirs.isBegin(of: ours) else {
          conflicts += 1
          continue
        }
        if theirs.count > ours.count { open[own] = other.open[place] }
      } else {
        _ = open.begin(other.open[place])
      }
    }
    return conflicts
  }

  /// Dismisses open episodes that have ended or are unlearned, and returns how many of them contradict
  /// their ended ones.
  private mutating func dismissEnded() -> Int {
    var conflicts = 0
    for name in open.names {
      guard let place = open.place(of: name) else { continue }
      if let ended = kept.record(of: name) {
        conflicts += open[place].record.isBegin(of: ended) ? 0 : 1
        dismiss(name)
      } else if forgotten.contains(EpisodeMonitor.hash(name)) {
        dismiss(name)
      }
    }
    return conflicts
  }
}
