import Testing

@testable import FledglingTables

struct CanonicalTextTests {
  @Test(arguments: [
    ("yes", "yes"), (" yes ", "yes"), ("yes\u{a0}", "yes"), ("yes\u{200b}", "yes"),
    ("\u{feff}yes", "yes"), ("y\u{ad}es", "yes"), ("\u{200e}yes\u{200f}", "yes"), ("Yes", "Yes"),
    ("New\u{a0}York", "New York"), ("New  York", "New  York"),
    ("Zoe\u{308}", "Zo\u{eb}"), ("Zo\u{eb}", "Zo\u{eb}"), ("e\u{323}\u{302}", "\u{1ec7}"),
    ("\u{1100}\u{1161}\u{11a8}", "\u{ac01}"), ("\u{212b}", "\u{c5}"), ("か\u{3099}", "が"),
    ("q\u{301}", "q\u{301}"), ("👩\u{200d}🚀", "👩\u{200d}🚀"), ("av\u{f3}", "av\u{f3}"),
  ])
  func spellings(text: String, label: String) {
    let found = CanonicalText.label(text)
    // Texts are equal however they are composed, so it is their scalars that count.
    #expect(Array(found.unicodeScalars) == Array(label.unicodeScalars))
  }

  @Test(arguments: [
    ("0", "0"), ("0.0", "0"), ("0,0", "0"), ("-0.0", "0"), ("-0", "0"), ("1.0", "1"), ("1.00", "1"),
    ("1.", "1"), ("-1.0", "-1"), ("10", "10"), ("100.0", "100"), ("1,0", "1"), ("1,000", "1,000"),
    ("1.10", "1.10"), ("1.5", "1.5"), ("007", "007"), ("00", "00"), ("01.0", "01.0"), ("-", "-"),
    (".0", ".0"), ("v1.0", "v1.0"), ("1.0.0", "1.0.0"), ("1\u{a0}", "1"), ("2.0\u{200b}", "2"),
  ])
  func numbers(text: String, label: String) { #expect(CanonicalText.label(text) == label) }

  @Test func missingWords() {
    let usual = MissingWords.usual
    for word in ["", " ", "\u{a0}", "NA", "n/a", "#N/A", "<NA>", "NaN", "null", "?", "#DIV/0!"] {
      #expect(usual.contains(word), "\(word)")
    }
    for word in ["none", "-", "0", "nan.", "#1", "unknown"] { #expect(!usual.contains(word)) }
    let own = MissingWords(["unknown", "-"])
    for word in ["", "Unknown", "-", " - "] { #expect(own.contains(word)) }
    for word in ["NA", "?", "null"] { #expect(!own.contains(word)) }
    #expect(!MissingWords([]).contains("NA") && MissingWords([]).contains(""))
  }
}
