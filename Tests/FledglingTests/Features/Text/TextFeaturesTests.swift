import Testing

@testable import Fledgling

struct TextFeaturesTests {
  private func entries(_ bytes: [UInt8], field: UInt32 = 0) -> [UInt32] {
    var features = TextFeatures()
    features.read(bytes, field: field)
    return features.withEntries { Array($0) }
  }

  private func entries(_ text: String) -> [UInt32] { entries(Array(text.utf8)) }

  private func sequences(_ text: String) -> Set<UInt32> {
    Set(entries(text).filter { $0 & TextFeatures.isSequence != 0 })
  }

  private func shared(_ one: String, _ other: String) -> Int {
    let hashes = Set(entries(one).map { $0 & TextFeatures.mask })
    return entries(other).count { hashes.contains($0 & TextFeatures.mask) }
  }

  @Test func doNotDependOnWhatWasReadBefore() {
    var features = TextFeatures()
    for text in ["", "one", "Call 0800 NOW!", String(repeating: "long text ", count: 900)] {
      features.clear()
      features.read(Array(text.utf8))
      let found = features.withEntries { Array($0) }
      #expect(found == entries(text))
    }
  }

  @Test func occurrencesAreCounted() {
    let once = entries("ham")
    let thrice = entries("ham ham ham eggs")
    #expect(Set(once.map(TextFeatures.occurrences)) == [1])
    #expect(Set(thrice.map(TextFeatures.occurrences)).contains(3))
  }

  @Test(arguments: [
    ("HELLO World", "hello wORLD"), ("ÉCOLE Straße Œuvre", "école straße œuvre"),
    ("ПРИВЕТ Ёлка", "привет ёлка"), ("ΑΘΗΝΑ", "αθηνα"), ("ＡＢＣ", "abc"), ("ŽLUŤOUČKÝ", "žluťoučký"),
  ])
  func caseIsFolded(pair: (String, String)) {
    #expect(sequences(pair.0) == sequences(pair.1))
  }

  @Test(arguments: [("caf\u{e9} na\u{ef}ve", "cafe\u{301} nai\u{308}ve"), ("\u{10d}", "c\u{30c}")])
  func composedAndDecomposedAreOne(pair: (String, String)) {
    #expect(entries(pair.0) == entries(pair.1))
  }

  @Test(arguments: [
    ("我喜欢机器学习和统计", "机器学习很有意思"), ("機械学習が好きです", "私は機械学習を学ぶ"),
    ("ฉันชอบกินข้าวผัด", "ข้าวผัดอร่อยมาก"), ("ខ្ញុំចូលចិត្តបាយ", "បាយឆ្ងាញ់"),
  ])
  func scriptsWithoutSpacesShareTheirParts(pair: (String, String)) {
    #expect(shared(pair.0, pair.1) >= 6)
  }

  @Test func unrelatedTextsShareLittle() {
    #expect(shared("我喜欢机器学习", "ฉันชอบกินข้าวผัด") <= 3)
  }

  @Test func emojiAreWords() {
    #expect(entries("👍") != entries("👎"))
    #expect(shared("so good 👍", "👍👍👍") > shared("so good 👎", "👍👍👍"))
    // A joiner and a variation selector only change what is shown.
    #expect(entries("👩\u{200d}👧") == entries("👩👧"))
    #expect(entries("❤\u{fe0f}") == entries("❤"))
  }

  @Test func directionsAreLeftOut() {
    #expect(entries("\u{200f}مرحبا بالعالم\u{202c}") == entries("مرحبا بالعالم"))
    #expect(entries("שלום\u{200e} עולם") == entries("שלום עולם"))
    #expect(shared("مرحبا بالعالم", "مرحبا") >= 8)
  }

  @Test(
    arguments: [
      [0xff], [0xe2, 0x82], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0x80, 0x41],
      [0x41, 0xf0, 0x9f, 0x98, 0x42], [0xf8, 0x88, 0x80, 0x80, 0x80], [0, 1, 2],
    ] as [[UInt8]])
  func invalidBytesAreReplaced(bytes: [UInt8]) {
    #expect(entries(bytes) == entries(String(decoding: bytes, as: UTF8.self)))
  }

  @Test(arguments: [UInt64](1...40))
  func anyBytesAreRead(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<random.below(2_000)).map { _ in
      UInt8(truncatingIfNeeded: random.below(3) == 0 ? random.next() : random.next() | 0xc0)
    }
    let found = entries(bytes)
    #expect(found == entries(String(decoding: bytes, as: UTF8.self)))
    #expect(found.count <= TextFeatures.limit)
  }

  @Test func everyScalarIsFolded() {
    var features = TextFeatures()
    for first in stride(from: UInt32(0), to: 0x110000, by: 2_048) {
      features.clear()
      let scalars = (first..<first + 2_048).compactMap(Unicode.Scalar.init)
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      features.read(Array(text.utf8))
      #expect(features.count <= TextFeatures.limit)
    }
  }

  @Test func fieldsAreToldApart() {
    let text = Array("the same words in two fields".utf8)
    let hashes = Set(entries(text, field: 0).map { $0 & TextFeatures.mask })
    let others = entries(text, field: 1)
    let shared = others.count { hashes.contains($0 & TextFeatures.mask) }
    #expect(shared <= 2)
    var features = TextFeatures()
    features.read(text, field: 0)
    features.read(text, field: 1)
    let found = features.withEntries { Array($0) }
    #expect(found == entries(text, field: 0) + others)
  }

  @Test func longTextsAreCutShort() {
    let words = Array("wörter ".utf8)
    let long = (0..<50_000_000).map { words[$0 % words.count] }
    let cut = entries(Array(long[..<16_384]))
    #expect(entries(long) == cut)
  }

  @Test func charactersAreNotCutInTwo() {
    for shift in 0..<4 {
      let lead = [UInt8](repeating: 0x61, count: shift)
      let text = lead + Array(String(repeating: "😀", count: 5_000).utf8)
      let replaced = entries(Array("\u{fffd}".utf8)).map { $0 & TextFeatures.mask }
      let found = entries(text).map { $0 & TextFeatures.mask }
      #expect(!found.contains(replaced[0]))
    }
  }

  @Test func featuresAreBounded() {
    var random = SplitMix64(seed: 5)
    let text = (0..<16_384).map { _ in UInt8(0x61 + random.below(26)) }
    #expect(entries(text).count == TextFeatures.limit)
  }
}
