import TestSupport
import Testing

@testable import FledglingTables

struct DecimalTests {
  private func parse(_ text: String) -> Double? { withBytes(text) { Decimal.parse($0) } }

  private func agrees(_ text: String) -> Bool {
    guard let expected = Double(text), let found = parse(text) else { return false }
    return expected.bitPattern == found.bitPattern
  }

  @Test func randomDecimals() {
    var random = SeededRandom(seed: 1)
    var wrong: [String] = []
    for _ in 0..<100_000 {
      let whole = digits(0...14, &random)
      let fraction = digits(whole.isEmpty ? 1...20 : 0...20, &random)
      var text = ["", "-", "+"].randomElement(using: &random) ?? ""
      text += whole + (fraction.isEmpty ? "" : "." + fraction)
      if Int.random(in: 0..<3, using: &random) == 0 {
        text += "e\(Int.random(in: -330...310, using: &random))"
      }
      if !agrees(text) { wrong.append(text) }
    }
    #expect(wrong.prefix(10) == [])
  }

  @Test func randomDoubles() {
    var random = SeededRandom(seed: 2)
    var wrong: [String] = []
    for _ in 0..<50_000 {
      let anything = Double(bitPattern: random.next())
      if anything.isFinite, !agrees("\(anything)") { wrong.append("\(anything)") }
      let usual = Double.random(in: -1_000...1_000, using: &random)
      if !agrees("\(usual)") { wrong.append("\(usual)") }
    }
    #expect(wrong.prefix(10) == [])
  }

  /// Halfway between two doubles, and one unit of the last digit beside it.
  @Test(arguments: [
    "9007199254740993", "9007199254740992.999", "9007199254740993.001", "0.5000000000000000278",
    "1.000000000000000111", "1.0000000000000001110", "4503599627370496.5", "4503599627370497.5",
    "9999999999999999999", "0.000000009999999999999999999", "1e-27", "9007199254740993e-27",
    "1e22", "9007199254740992e22", "4.9e-324", "2.2250738585072011e-308", "0e999", "-0", "-0.0e-5",
    "00000000000000000000001", "0.00000000000000000000000000000000001",
  ])
  func difficult(text: String) { #expect(agrees(text)) }

  @Test func notations() {
    #expect(parse("5.") == 5)
    #expect(parse(".5") == 0.5)
    #expect(parse("+.5E+1") == 5)
    #expect(parse("1e308") == 1e308)
    #expect(parse("1e999") == .infinity)
    #expect(parse("-1e999999999999999999999") == -.infinity)
    #expect(parse("1e-999999999999999999999") == 0)
    for text in ["inf", "INF", "Infinity", "+infinity"] { #expect(parse(text) == .infinity) }
    #expect(parse("-inf") == -.infinity)
    #expect(parse(String(repeating: "1", count: 400)) == .infinity)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1 2", "nan", "--1", "1f", "infi",
    "1e5.5", "١", "1_000", "in\0",
  ])
  func otherText(text: String) { #expect(parse(text) == nil) }

  private func digits(_ count: ClosedRange<Int>, _ random: inout SeededRandom) -> String {
    let count = Int.random(in: count, using: &random)
    return String((0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
  }
}
