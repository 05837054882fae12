import Fledgling
import FledglingStore

/// The order of steps, as people write it.
struct OrderText {
  /// Whether orders are seconds since 1970.
  let isTimed: Bool

  /// `17`, `0.25`, `2012-04-03T16:55:38Z`.
  func text(_ order: Double) -> String {
    guard isTimed else {
      return order == order.rounded() && abs(order) < 1e15 ? "\(Int(order))" : "\(order)"
    }
    let whole = order.rounded(.down)
    let text = UTC.text(whole)
    let thousandths = Int(((order - whole) * 1_000).rounded(.down))
    guard thousandths > 0 else { return text }
    let digits = "\(thousandths)"
    let zeros = String(repeating: "0", count: 3 - digits.count)
    return "\(text.dropLast()).\(zeros)\(digits)Z"
  }

  /// The fault of a step, with its order in these words.
  func words(_ error: MonitorError) -> String {
    switch error {
    case .outOfOrder(let episode, let order, let last):
      "episode \"\(episode)\": step \(text(order)) comes after step \(text(last))"
    case .duplicateStep(let episode, let order):
      "episode \"\(episode)\": step \(text(order)) was already recorded with the same values"
    case .contradictoryStep(let episode, let order):
      "episode \"\(episode)\": step \(text(order)) was already recorded with other values"
    default: error.description
    }
  }
}
