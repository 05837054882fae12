import Fledgling

extension DurableLearner {
  /// Erases entries from the ledger for good, then takes them out of the learner; if some are not kept
  /// in memory any more, builds the learner again without them.
  ///
  /// What is left of them in the learner's windows, calibration and mixers goes with
  /// ``consolidate(progress:)``.
  ///
  /// - Throws: ``LedgerError/idUnknown(_:)`` if one of the ids is not in the ledger; nothing is then
  ///   erased.
  /// - Complexity: O(entries kept in memory), or O(*n* log *n*).
  @discardableResult
  public func unlearn(
    ids: some Collection<String>, progress: Report = { _ in true }
  ) throws(LedgerError) -> ErasedRecords {
    try unlearn(progress) { () throws(LedgerError) in try self.ledger.erase(ids: ids) }
  }

  /// Unlearns the entries at these places in the order of arrival; see ``unlearn(ids:progress:)``.
  @discardableResult
  public func unlearn(
    sequences: some Collection<Int64>, progress: Report = { _ in true }
  ) throws(LedgerError) -> ErasedRecords {
    try unlearn(progress) { () throws(LedgerError) in
      try self.ledger.erase(sequences: sequences)
    }
  }

  private func unlearn(
    _ progress: Report, erase: () throws(LedgerError) -> ErasedRecords
  ) throws(LedgerError) -> ErasedRecords {
    try mend(progress)
    let erasure = try keepingUp(progress, erase)
    if !learner.unlearn(keys: erasure.keys).isEmpty {
      learner = try ledger.rebuildLearner(progress)
    }
    return erasure
  }

  /// Changes the ledger; if that fails when the change itself is already durable, since traces of what
  /// was there could not be removed, the learner still follows.
  func keepingUp<Result>(
    _ progress: Report, _ change: () throws(LedgerError) -> Result
  ) throws(LedgerError) -> Result {
    let generation = ledger.generation
    do throws(LedgerError) {
      return try change()
    } catch {
      if ledger.generation != generation { learner = try ledger.rebuildLearner(progress) }
      throw error
    }
  }
}
