import FledglingJSON
import Testing

struct JSONTests {
  @Test func numbersKeepTheirDigits() throws {
    for text in ["900719925474099303", "-0.123456789012345678", "1.00000000000000000e22"] {
      #expect(try JSON(text) == .digits(text))
      #expect(try JSON(text).text == text)
      #expect(try JSON(text).asNumber == Double(text))
    }
    for (text, number) in [("4", 4), ("-0.5", -0.5), ("1e300", 1e300), ("9e999", .infinity)] {
      #expect(try JSON(text) == .number(number))
    }
  }

  /// Readers of a report may not know NaN and infinity.
  @Test func noNumberIsNull() {
    for number in [Double.nan, .infinity, -.infinity] {
      #expect(JSON.number(number).text == "null")
    }
    #expect(JSON.number(3).text == "3")
    #expect(JSON.number(-0.0).text == "-0.0")
    #expect(JSON.number(1e15).text == "1000000000000000")
    #expect(JSON.number(1e16).text == "1e+16")
  }

  @Test func textsAndOrder() throws {
    let value = JSON.object([("b", .string("\u{1}\"\\\n🦉")), ("a", .array([.null, .bool(true)]))])
    #expect(value.text == "{\"b\":\"\\u0001\\\"\\\\\\n🦉\",\"a\":[null,true]}")
    #expect(try JSON(value.text) == value)
    #expect(value["b"]?.asString?.last == "🦉")
    #expect(try JSON("\"\\ud83e\\udd89\"") == .string("🦉"))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,\"a\":2}", "01", "1.", "+1", "NaN", "Infinity", "\"\\x\"", "\"a",
    "[[[[[[[[[1]]]]]]]]]", "1 2", "\"\\ud83e\"", "nul",
  ])
  func whatIsNoJSON(text: String) {
    #expect(throws: JSONFault.self) { try JSON(text) }
  }
}
