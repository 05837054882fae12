import Fledgling

/// Goes through a ledger in its canonical order, twice where more entries are there than a learner
/// keeps.
struct Rebuild {
  /// How many entries pass between two saves, so that a crash does not cost all that was done.
  private static let stretch = 200_000

  private let ledger: Ledger
  var consolidation: Consolidation

  init(_ ledger: Ledger, _ consolidation: Consolidation) {
    self.ledger = ledger
    self.consolidation = consolidation
  }

  /// Goes on from where the consolidation is.
  mutating func run(
    _ progress: DurableLearner.Report, save: (Consolidation) throws(LedgerError) -> Void
  ) throws {
    let total = ledger.settledCount
    if consolidation.summed == 0 {
      try pass(.surveying, from: consolidation.surveyed, to: total, progress, save) {
        try $0.survey($1)
      }
    }
    let remainder = consolidation.remainder
    guard remainder > consolidation.summed else { return }
    try pass(.summing, from: consolidation.summed, to: remainder, progress, save) {
      try $0.sum($1)
    }
  }

  private mutating func pass(
    _ phase: RebuildProgress.Phase, from start: Int, to end: Int,
    _ progress: DurableLearner.Report, _ save: (Consolidation) throws(LedgerError) -> Void,
    _ take: (inout Consolidation, Example) throws -> Void
  ) throws {
    var done = 0
    guard start < end else { return }
    try ledger.forEachInCanonicalOrder(limit: end) { entry in
      done += 1
      guard done > start, let experience = entry.experience else { return }
      try take(&consolidation, experience)
      if done % Rebuild.stretch == 0 { try save(consolidation) }
      guard done % RebuildProgress.interval == 0 else { return }
      guard progress(RebuildProgress(phase: phase, done: done, total: end)) else {
        try save(consolidation)
        throw LedgerError.interrupted(path: ledger.path)
      }
    }
  }
}
