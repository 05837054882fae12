import Testing

@testable import Fledgling

struct HashTests {
  private func hex(_ text: String) -> String { SHA256.hex(text.utf8) }

  /// FIPS 180-4 and NIST's example values.
  @Test func digests() {
    #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      hex(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
          + "lmnopqrsmnopqrstnopqrstu")
        == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1")
  }

  @Test func digestOfAMillionLetters() {
    #expect(
      SHA256.hex(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Around the lengths at which the padding needs one block more.
  @Test(arguments: [
    (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
    (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    (65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"),
    (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
    (120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"),
  ])
  func padding(length: Int, expected: String) {
    #expect(hex(String(repeating: "a", count: length)) == expected)
  }

  /// FNV-1a's published 64-bit values, finished as documented.
  @Test(
    arguments: [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("b", 0xaf63_df4c_8601_f1a5),
      ("foo", 0xdcb2_7518_fed9_d577), ("foobar", 0x8594_4171_f739_67e8),
    ] as [(String, UInt64)])
  func categories(text: String, fnv: UInt64) {
    #expect(StableHash(text).bits == StableHash.finish(fnv))
  }

  /// MurmurHash3's 64-bit finisher.
  @Test func finisher() {
    #expect(StableHash.finish(0) == 0)
    #expect(StableHash.finish(1) == 0xb456_bcfc_34c2_cb2c)
    #expect(StableHash.finish(2) == 0x3abf_2a20_6506_83e7)
  }

  @Test func hashesOfEqualTextsAreEqual() {
    #expect(Value.category("caf\u{e9}") == .category("café"))
    #expect(StableHash("a") != StableHash("b"))
    let texts = (0..<2_000).map { "category \($0)" }
    #expect(Set(texts.map { StableHash($0).bits >> 32 }).count == texts.count)
  }
}
