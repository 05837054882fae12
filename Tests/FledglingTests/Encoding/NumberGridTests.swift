import Testing

@testable import Fledgling

struct NumberGridTests {
  /// Numbers of every size and both signs, with the ends.
  private func numbers(_ seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    let limit = Float.greatestFiniteMagnitude
    var numbers: [Float] = [0, limit, -limit, .leastNormalMagnitude, 1, -1, 255, 256]
    for _ in 0..<1_000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if number.isFinite { numbers.append(number) }
      numbers.append(random.normal() * 100)
    }
    return numbers
  }

  @Test(arguments: [UInt64](1...4))
  func aLargerNumberNeverHasASmallerKey(seed: UInt64) {
    let sorted = numbers(seed).sorted()
    for (smaller, larger) in zip(sorted, sorted.dropFirst()) {
      #expect(NumberGrid.key(smaller) <= NumberGrid.key(larger), "\(smaller), \(larger)")
    }
  }

  @Test(arguments: [UInt64](1...4))
  func theRelativeErrorIsBelowOneInAHundredAndTwentyFive(seed: UInt64) {
    for number in numbers(seed) where number.isNormal {
      let value = NumberGrid.value(NumberGrid.key(number))
      #expect(abs(value - number) <= 0.008 * abs(number), "\(number)")
      #expect(abs(value) <= abs(number))
      #expect(value.sign == number.sign)
    }
  }

  @Test func everyFiniteKeyIsThatOfItsValue() {
    let lowest = NumberGrid.key(-Float.greatestFiniteMagnitude)
    let highest = NumberGrid.key(Float.greatestFiniteMagnitude)
    for key in lowest...highest {
      let found = NumberGrid.key(NumberGrid.value(key))
      if found != key { #expect(found == key) }
    }
  }
}

struct CellTests {
  @Test func endsAndHoles() {
    #expect(Cell.number(.nan) == Cell.missingNumber)
    #expect(Cell.number(-.nan) == Cell.missingNumber)
    #expect(Cell.number(.signalingNaN) == Cell.missingNumber)
    let limit = Float.greatestFiniteMagnitude
    #expect(Cell.number(.infinity) == limit.bitPattern)
    #expect(Cell.number(-.infinity) == (-limit).bitPattern)
    #expect(Cell.number(Float(1e308)) == limit.bitPattern)
    #expect(Cell.number(1.5) == (1.5 as Float).bitPattern)
  }

  @Test func aCategoryIsNeverMissing() {
    #expect(Cell.category(StableHash(bits: 0)) != Cell.missingCategory)
    #expect(Cell.category(StableHash(bits: 0xffff_ffff)) != Cell.missingCategory)
    #expect(Cell.category(StableHash("")) != Cell.missingCategory)
  }
}
