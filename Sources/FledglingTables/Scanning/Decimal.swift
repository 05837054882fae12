/// Reads decimal numbers, correctly rounded and independent of the locale.
enum Decimal {
  /// The number that trimmed bytes denote, or nil if they are anything else.
  ///
  /// Accepts an optional sign, digits with at most one point among or beside them and an optional
  /// exponent; also `inf` and `infinity` in any case.  Too large numbers become infinite.
  ///
  /// - Parameters:
  ///   - text: the bytes.
  ///   - mark: the decimal mark.
  /// - Returns: the number, or nil.
  @inline(__always)
  static func parse(
    _ text: UnsafeBufferPointer<UInt8>, mark: UInt8 = UInt8(ascii: ".")
  ) -> Double? {
    guard let base = text.baseAddress else { return nil }
    let count = text.count
    var index = 0
    var isNegative = false
    if count > 0, base[0] == UInt8(ascii: "-") || base[0] == UInt8(ascii: "+") {
      isNegative = base[0] == UInt8(ascii: "-")
      index = 1
    }
    var mantissa: UInt64 = 0
    let first = index
    while index < count, case let digit = base[index] &- 48, digit < 10 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      index += 1
    }
    var digits = index - first
    var exponent = 0
    if index < count, base[index] == mark {
      index += 1
      let point = index
      while index < count, case let digit = base[index] &- 48, digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        index += 1
      }
      exponent = point - index
      digits += index - point
    }
    guard digits > 0 else { return word(text, from: first, isNegative) }
    if index < count {
      guard let written = writtenExponent(base, count, index) else { return nil }
      exponent += written
    }
    if digits <= 19, let magnitude = small(mantissa, exponent) {
      return isNegative ? -magnitude : magnitude
    }
    return rounded(text, mark)
  }

  /// A number of many digits.
  private static func rounded(_ text: UnsafeBufferPointer<UInt8>, _ mark: UInt8) -> Double? {
    Double(String(decoding: text.map { $0 == mark ? UInt8(ascii: ".") : $0 }, as: UTF8.self))
  }

  private static func word(
    _ text: UnsafeBufferPointer<UInt8>, from first: Int, _ isNegative: Bool
  ) -> Double? {
    let rest = UnsafeBufferPointer(rebasing: text[first...])
    guard rest.equalsIgnoringCase("inf") || rest.equalsIgnoringCase("infinity") else { return nil }
    return isNegative ? -.infinity : .infinity
  }

  private static func writtenExponent(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ start: Int
  ) -> Int? {
    guard base[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start + 1
    var isNegative = false
    if index < count, base[index] == UInt8(ascii: "-") || base[index] == UInt8(ascii: "+") {
      isNegative = base[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < count else { return nil }
    var value = 0
    while index < count {
      let digit = base[index] &- 48
      guard digit < 10 else { return nil }
      if value < 100_000 { value = value * 10 + Int(digit) }
      index += 1
    }
    return isNegative ? -value : value
  }

  /// `mantissa` · 10^`exponent`, where that can be computed exactly before it is rounded once.
  @inline(__always)
  private static func small(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa <= 1 << 53 {
      if exponent == 0 { return Double(mantissa) }
      if exponent < 0, exponent >= -22 { return Double(mantissa) / tens[-exponent] }
      if exponent > 0, exponent <= 22 { return Double(mantissa) * tens[exponent] }
      if mantissa == 0 { return 0 }
    }
    if exponent <= 0, exponent >= -27 { return quotient(mantissa, -exponent) }
    return nil
  }

  /// `mantissa` / 10^`power`: 62 or more exact bits of the quotient and one that says whether
  /// anything is left of it, so that the conversion rounds as if it knew them all.
  private static func quotient(_ mantissa: UInt64, _ power: Int) -> Double {
    let divisor = fives[power]
    let divisorShift = divisor.leadingZeroBitCount
    let shift = mantissa.leadingZeroBitCount
    let dividend = mantissa << UInt64(shift)
    let (quotient, remainder) = (divisor << UInt64(divisorShift)).dividingFullWidth(
      (dividend >> 1, dividend << 63))
    let rounded = Double(remainder == 0 ? quotient : quotient | 1)
    let exponent = divisorShift - shift - 63 - power
    return rounded * Double(bitPattern: UInt64(1_023 + exponent) << 52)
  }

  private static let tens: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static let fives: [UInt64] = [
    1, 5, 25, 125, 625, 3_125, 15_625, 78_125, 390_625, 1_953_125, 9_765_625, 48_828_125,
    244_140_625, 1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625,
    762_939_453_125, 3_814_697_265_625, 19_073_486_328_125, 95_367_431_640_625,
    476_837_158_203_125, 2_384_185_791_015_625, 11_920_928_955_078_125, 59_604_644_775_390_625,
    298_023_223_876_953_125, 1_490_116_119_384_765_625, 7_450_580_596_923_828_125,
  ]
}
