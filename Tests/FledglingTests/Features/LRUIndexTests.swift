import Testing

@testable import Fledgling

struct LRUIndexTests {
  /// Against a plain array in order of recency.
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func agreesWithAnArray(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var list = LRUIndex(capacity: 20)
    var order: [UInt64] = []
    for step in 0..<5_000 {
      // Few keys, of which many share their home in the table.
      let key = UInt64(random.below(40)) << (seed % 2 == 0 ? 0 : 40)
      if random.below(5) == 0 {
        let removed = list.remove(key) != nil
        #expect(removed == order.contains(key))
        order.removeAll { $0 == key }
      } else {
        let touched = list.touch(key)
        #expect(touched.isNew == !order.contains(key))
        #expect(touched.evicted == (touched.isNew && order.count == 20))
        order.removeAll { $0 == key }
        if touched.evicted { order.removeFirst() }
        order.append(key)
        #expect(list.key(at: touched.place) == key)
      }
      #expect(list.oldestFirst.map { list.key(at: $0) } == order)
      if step % 100 == 0 { #expect(list.checkInvariants()) }
    }
    #expect(list.places <= 20)
  }
}
