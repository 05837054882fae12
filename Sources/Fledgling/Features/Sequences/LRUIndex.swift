/// An index of keys that evicts the least recently used key when it is full.
///
/// A hash table with linear probing over places, which are linked from the oldest to the latest.
/// Every operation takes constant time on average; memory is ``bytesPerEntry`` per key.
struct LRUIndex: Sendable {
  /// A key, two links, and at most four slots of the table.
  static let bytesPerEntry = MemoryLayout<UInt64>.stride + 6 * MemoryLayout<Int32>.stride

  private static let none: Int32 = -1

  let capacity: Int
  private(set) var count = 0
  private var keys: [UInt64] = []
  private var older: [Int32] = []
  private var newer: [Int32] = []
  private var oldest = none
  private var latest = none
  /// Places that were released.
  private var free: [Int32] = []
  /// A power of two of slots, at most half of them taken.
  private var slots = [Int32](repeating: none, count: 16)

  init(capacity: Int) { self.capacity = capacity }

  /// The number of places, in use or released.
  var places: Int { keys.count }

  func key(at place: Int) -> UInt64 { keys[place] }

  /// The place of a key; `nil` if the key is not known.
  func place(of key: UInt64) -> Int? {
    let slot = find(key)
    return slots[slot] == LRUIndex.none ? nil : Int(slots[slot])
  }

  /// Makes a key the latest.
  ///
  /// - Returns: its place, whether the key is new there, and whether another key was evicted for
  ///   it.
  mutating func touch(_ key: UInt64) -> (place: Int, isNew: Bool, evicted: Bool) {
    let slot = find(key)
    if slots[slot] != LRUIndex.none {
      let place = slots[slot]
      if place != latest {
        unlink(place)
        link(place)
      }
      return (Int(place), false, false)
    }
    var evicted = false
    if count == capacity {
      _ = remove(keys[Int(oldest)])
      evicted = true
    }
    let place: Int32
    if let given = free.popLast() {
      place = given
      keys[Int(place)] = key
    } else {
      place = Int32(keys.count)
      keys.append(key)
      older.append(LRUIndex.none)
      newer.append(LRUIndex.none)
    }
    count += 1
    if 2 * count > slots.count { grow() }
    // The table may have changed since the first search.
    slots[find(key)] = place
    link(place)
    return (Int(place), true, evicted)
  }

  /// Removes a key.
  ///
  /// - Returns: the released place; `nil` if the key was not known.
  mutating func remove(_ key: UInt64) -> Int? {
    var hole = find(key)
    let place = slots[hole]
    guard place != LRUIndex.none else { return nil }
    unlink(place)
    count -= 1
    free.append(place)
    // Later keys of the same run move up, so that no search ends early (Knuth 6.4, algorithm R).
    let mask = slots.count - 1
    var at = (hole + 1) & mask
    while slots[at] != LRUIndex.none {
      let home = home(keys[Int(slots[at])])
      if (at - home) & mask >= (at - hole) & mask {
        slots[hole] = slots[at]
        hole = at
      }
      at = (at + 1) & mask
    }
    slots[hole] = LRUIndex.none
    return Int(place)
  }

  /// The places in use, the least recent first.
  var oldestFirst: [Int] {
    var order: [Int] = []
    order.reserveCapacity(count)
    var place = oldest
    while place != LRUIndex.none {
      order.append(Int(place))
      place = newer[Int(place)]
    }
    return order
  }

  @inline(__always)
  private func home(_ key: UInt64) -> Int {
    // Keys are hashes, but possibly of poor quality, so they are mixed again.
    Int(truncatingIfNeeded: ((key ^ key >> 32) &* 0x9e37_79b9_7f4a_7c15) >> 32) & (slots.count - 1)
  }

  /// The slot that holds a key, or the free one where it would go.
  private func find(_ key: UInt64) -> Int {
    let mask = slots.count - 1
    var at = home(key)
    while slots[at] != LRUIndex.none, keys[Int(slots[at])] != key { at = (at + 1) & mask }
    return at
  }

  private mutating func grow() {
    let taken = slots.filter { $0 != LRUIndex.none }
    slots = [Int32](repeating: LRUIndex.none, count: slots.count * 2)
    for place in taken { slots[find(keys[Int(place)])] = place }
  }

  private mutating func link(_ place: Int32) {
    older[Int(place)] = latest
    newer[Int(place)] = LRUIndex.none
    if latest != LRUIndex.none { newer[Int(latest)] = place } else { oldest = place }
    latest = place
  }

  private mutating func unlink(_ place: Int32) {
    let (before, after) = (older[Int(place)], newer[Int(place)])
    if before != LRUIndex.none { newer[Int(before)] = after } else { oldest = after }
    if after != LRUIndex.none { older[Int(after)] = before } else { latest = before }
  }
}

extension LRUIndex {
  /// Whether the chain, the table and the free places agree; for tests.
  func checkInvariants() -> Bool {
    let order = oldestFirst
    return order.count == count && count + free.count == keys.count
      && Set(order.map { keys[$0] }).count == count
      && order.allSatisfy { place(of: keys[$0]) == $0 }
      && slots.count { $0 != LRUIndex.none } == count
  }
}
