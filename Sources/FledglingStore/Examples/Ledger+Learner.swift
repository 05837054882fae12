import Fledgling

extension Ledger {
  /// The snapshot, if it is of this ledger and nothing was erased or corrected since.
  func validSnapshot() throws(LedgerError) -> (learner: Learner, mark: StampedFile.Mark)? {
    guard let (content, mark) = try snapshotFile.load(),
      let learner = try? Learner(snapshot: content), mark.identity == identity,
      mark.generation == generation, mark.sequence <= lastSequence, learner.schema == schema,
      learner.seed == seed
    else { return nil }
    return (learner, mark)
  }

  /// The rebuild that was interrupted, if it is of this ledger as it is now.
  private func interruptedRebuild() throws(LedgerError) -> Consolidation? {
    guard let (content, mark) = try rebuildFile.load(), mark == self.mark else { return nil }
    return try? Consolidation(snapshot: content)
  }

  /// Writes a learner that has seen all that was taken down so far beside the ledger.
  func save(_ learner: Learner) throws(LedgerError) {
    try snapshotFile.save(learner.snapshot(), mark)
  }

  /// Learns the records after a place in the order of arrival.
  func replay(
    after sequence: Int64, to learner: inout Learner, _ progress: DurableLearner.Report
  ) throws {
    let total = Int(lastSequence - sequence)
    var done = 0
    try forEach(after: sequence) { event in
      _ = try learner.live(event.content)
      done += 1
      if done % RebuildProgress.interval == 0 {
        let isGoingOn = progress(RebuildProgress(phase: .catchingUp, done: done, total: total))
        guard isGoingOn else { throw LedgerError.interrupted(path: path) }
      }
    }
  }

  /// The learner that all entries with an outcome make; where a rebuild was interrupted, from there.
  func rebuildLearner(_ progress: DurableLearner.Report) throws(LedgerError) -> Learner {
    let mark = mark
    var rebuild = Rebuild(
      self, try interruptedRebuild() ?? Consolidation(schema: schema, seed: seed))
    do {
      try rebuild.run(progress) { (consolidation) throws(LedgerError) in
        try self.rebuildFile.save(consolidation.snapshot(), mark)
      }
    } catch let error as LearnerError {
      throw .learner(error)
    } catch { throw LedgerError(error, path) }
    var learner = rebuild.consolidation.finish()
    try restorePins(of: &learner)
    try rebuildFile.remove()
    return learner
  }
}
