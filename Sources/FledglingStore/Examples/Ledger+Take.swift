import Fledgling
import Foundation
import GRDB

extension Ledger {
  /// Takes entries down, each for itself: one that is known, or does not fit, keeps no other out.
  ///
  /// An entry of a known id with the same fields and an outcome tells what came of the one that is
  /// known.  All has reached the disk when it returns.
  ///
  /// - Parameters:
  ///   - entries: the entries, in the order of their arrival.
  ///   - refusal: why an outcome is not to be taken down; asked in that order.
  /// - Returns: what became of each entry, in their order.
  /// - Throws: ``LedgerError`` if nothing could be taken down.
  /// - Complexity: O(size of the entries × log(ids known)).
  func take(
    _ entries: [LedgerEntry], refusing refusal: (Outcome) -> LedgerError?
  ) throws(LedgerError) -> [Intake] {
    try takeAll { db, counters in
      try entries.map { entry in
        let row: PreparedEntry
        do throws(LedgerError) {
          row = try PreparedEntry(entry, self)
        } catch { return .refused(error) }
        switch try row.digest.map({ try IDStatus($0, db) }) ?? .unknown {
        case .unknown:
          if let fault = entry.outcome.flatMap(refusal) { return .refused(fault) }
          try row.insert(db, &counters)
          return .appended
        case .erased: return .erased
        case .known(let sequence):
          let known = try self.entry(at: sequence, db)
          guard entry.hasFields(of: known) else { return .contradictory }
          guard let outcome = entry.outcome else { return .known }
          return try self.settle(known, at: sequence, outcome, refusal, db, &counters)
        }
      }
    }
  }

  /// Takes down what came of entries that are known, each for itself.
  ///
  /// - Parameters:
  ///   - outcomes: the outcomes, in the order of their arrival.
  ///   - refusal: why an outcome is not to be taken down; asked in that order.
  /// - Returns: what became of each outcome, in their order.
  /// - Throws: ``LedgerError`` if nothing could be taken down.
  /// - Complexity: O(outcomes × log(entries)).
  func settle(
    _ outcomes: [LateOutcome], refusing refusal: (Outcome) -> LedgerError?
  ) throws(LedgerError) -> [Intake] {
    try takeAll { db, counters in
      try outcomes.map { late in
        do throws(LedgerError) {
          try late.outcome.check(against: self.schema)
        } catch { return .refused(error) }
        switch try IDStatus(IdentityDigest(late.id), db) {
        case .unknown: return .unknown
        case .erased: return .erased
        case .known(let sequence):
          let known = try self.entry(at: sequence, db)
          return try self.settle(known, at: sequence, late.outcome, refusal, db, &counters)
        }
      }
    }
  }

  private func takeAll(
    _ body: (Database, inout LedgerCounters) throws -> [Intake]
  ) throws(LedgerError) -> [Intake] {
    let intakes = try change(body)
    // A snapshot from before a correction still knows what was wrong.
    let isCorrected = intakes.contains { intake in
      if case .settled(let before) = intake { before.outcome != nil } else { false }
    }
    if isCorrected { try removeMarkedFiles() }
    return intakes
  }

  private func settle(
    _ known: LedgerEntry, at sequence: Int64, _ outcome: Outcome,
    _ refusal: (Outcome) -> LedgerError?, _ db: Database, _ counters: inout LedgerCounters
  ) throws -> Intake {
    guard outcome != known.outcome else { return .known }
    if let fault = refusal(outcome) { return .refused(fault) }
    try setOutcome(outcome, of: known, at: sequence, db, &counters)
    return .settled(known)
  }
}
