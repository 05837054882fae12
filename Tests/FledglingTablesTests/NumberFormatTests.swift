import Testing

@testable import FledglingTables

struct NumberFormatTests {
  private func number(_ text: String, _ pattern: String = "") -> Double? {
    withBytes(text) { NumberFormat(pattern: pattern).number($0.trimmed) }
  }

  @Test(arguments: [
    "1,234.5", "1'234.5", "1\u{2019}234.5", "1 234.5", "1\u{a0}234.5", "1\u{202f}234.5", "+1234.5",
    " 1234.5\u{a0}", "1234.50", "1.2345e3", "\u{feff}1234.5",
  ])
  func plainColumn(text: String) { #expect(number(text) == 1_234.5) }

  @Test(arguments: [
    "1234,5", "1.234,5", "1 234,5", "1'234,50", "1,2345E+03", "+1.234,5", "1.234,5 ",
  ])
  func commaColumn(text: String) { #expect(number(text, "1234,5") == 1_234.5) }

  @Test func marksMeanWhatTheColumnSays() {
    #expect(number("1.234", "1.234,5") == 1_234)
    #expect(number("1.234", "1234,5") == nil, "a program may mean a fraction")
    #expect(number("1.234.567", "1234,5") == 1_234_567)
    #expect(number("1,234", "1234,5") == 1.234)
    #expect(number("1.234") == 1.234)
    #expect(number("1,234") == 1_234)
    #expect(number("12,34,567.5") == 1_234_567.5, "lakhs")
    let wrong = [
      "12,5", "1,23", "0,123", "1,2345", "1.234,5", "1,234 567", "1.2.3", ",5", "1,,234",
    ]
    for text in wrong {
      #expect(number(text) == nil, "\(text)")
    }
    for text in ["12.5", "1.23", "1,234.5", "1,2,3", "0.123"] {
      #expect(number(text, "1234,5") == nil, "\(text)")
    }
  }

  @Test(arguments: [
    ("-5", -5.0), ("\u{2212}5", -5), ("\u{2013}5", -5), ("(5)", -5), ("( 1,234.50 )", -1_234.5),
    ("5-", -5), ("- 5", -5), ("(-5)", nil), ("(5", nil), ("5)", nil), ("--5", nil), ("-", nil),
  ])
  func signs(text: String, expected: Double?) { #expect(number(text) == expected) }

  @Test(arguments: [
    ("12.5 €", "1234.5 €"), ("€12.5", "1234.5 €"), ("12.5EUR", "1234.5 €"), ("EUR 12.5", "€1234.5"),
    ("12.5\u{a0}€", "1234.5 €"), ("12.5", "1234.5 €"), ("$12.5", "$1234.5"),
    ("US$ 12.5", "$1234.5"),
    ("12.5%", "1234.5%"), ("12.5 %", "1234.5%"), ("12.5kg", "1234.5 kg"), ("12.5 kg", "1234.5 kg"),
    ("CHF 12.5", "CHF 1234.5"), ("12,5 €", "1.234,5 €"), ("12.5 items", "1234.5 items"),
  ])
  func units(text: String, pattern: String) { #expect(number(text, pattern) == 12.5) }

  @Test func signsAndUnits() {
    for text in ["-$5", "$-5", "($5)", "$(5)", "\u{2212}$5"] where text != "$(5)" {
      #expect(number(text, "$1234.5") == -5, "\(text)")
    }
    #expect(number("€5", "$1234.5") == nil, "another currency is another number")
    #expect(number("€5") == nil)
    #expect(number("5 %") == nil)
    for text in ["P12", "12A", "Q1", "12 May 2024", "5 kg net", "€", "kg", "1st"] {
      #expect(number(text, "1234.5 kg") == nil, "\(text)")
    }
  }

  @Test(arguments: [
    "1,234.5", "1.234,5", "1234,5", "1'234.5", "1 234,5", "1.234,5 €", "€1,234.5", "CHF 1'234.5",
    "1234.5%", "1234.5 kg", "",
  ])
  func patterns(pattern: String) { #expect(NumberFormat(pattern: pattern).pattern == pattern) }

  @Test func longTexts() {
    #expect(number(String(repeating: "1,", count: 100) + "1") == nil)
    #expect(number(String(repeating: "1", count: 70) + ",5", "1234,5") != nil)
  }
}
