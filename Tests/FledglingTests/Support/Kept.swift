@testable import Fledgling

extension ReplayBuffer {
  /// Keeps an experience whose key says nothing but how many came before.
  mutating func add(_ cells: [UInt32], outcome: Float) {
    add(
      StoredRow(cells: cells), outcome: Double(outcome),
      key: ExampleKey(content: UInt64(count) * 2, time: nil))
  }
}

extension CountTables {
  /// The counts that never forget, slot by slot.
  var slowCounts: [UInt32] {
    let byClass = slowCounts(order: Array(0..<classCapacity))
    return (0..<contexts.slotCount).flatMap { slot in
      (0..<classCapacity).map { byClass[$0 * contexts.slotCount + slot] }
    }
  }
}
