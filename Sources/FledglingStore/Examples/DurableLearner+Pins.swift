import Fledgling

extension DurableLearner {
  /// Settles the answer to a case for good: see `Learner.pin`.
  ///
  /// - Parameters:
  ///   - pin: the case with its outcome; its id is the case's name.
  ///   - isReplacing: whether another case of this name is given up.
  /// - Throws: ``LedgerError``; nothing has then changed.
  public func pin(_ pin: LedgerEntry, isReplacing: Bool = false) throws(LedgerError) {
    guard let outcome = pin.outcome else { throw .malformed("a settled case needs an outcome") }
    try mend()
    var pinned = learner
    do {
      try pinned.pin(pin.values, outcome: outcome, id: pin.id ?? "", isReplacing: isReplacing)
    } catch { throw .learner(error) }
    try ledger.addPin(pin)
    learner = pinned
  }

  /// Gives the settled answer to a case up.
  ///
  /// - Returns: whether there was one of this name.
  /// - Throws: ``LedgerError``; nothing has then changed.
  public func unpin(id: String) throws(LedgerError) -> Bool {
    try mend()
    try ledger.removePins(id: id)
    return learner.unpin(id: id)
  }
}

extension Ledger {
  /// Settles the cases that are pinned here in a learner that may know none of them, or others.
  func restorePins(of learner: inout Learner) throws(LedgerError) {
    let pins = try pins().compactMap { pin in
      pin.outcome.map { (pin.values, $0, pin.id ?? "") }
    }
    do {
      try learner.replacePins(pins)
    } catch { throw .learner(error) }
  }
}
