import Testing

@testable import Fledgling

struct PayloadTests {
  /// A scalar of one to four bytes that would be cut in two is left out.
  @Test(arguments: ["a", "ä", "€", "🦉"], 0..<4)
  func textsAreCutBetweenScalars(scalar: String, before: Int) {
    let text =
      String(repeating: "x", count: before) + String(repeating: scalar, count: Payload.textLimit)
    let bytes = Payload(text).bytes
    #expect(bytes.count <= Payload.textLimit)
    #expect(bytes.count > Payload.textLimit - scalar.utf8.count)
    #expect(String(validating: bytes, as: UTF8.self).map { text.hasPrefix($0) } == true)
  }

  @Test func textsUpToTheLimitAreWhole() {
    let text = String(repeating: "x", count: Payload.textLimit)
    #expect(Payload(text).bytes == Array(text.utf8))
    #expect(Payload(text + "y") == Payload(text))
    #expect(Payload("").isMissing)
    #expect(Payload("a").hash != Payload("b").hash)
  }

  @Test func vectorsComeBack() {
    let vector: [Float] = [
      0, 1, -2.5, .pi, .leastNormalMagnitude / 8, -1e30, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude,
    ]
    let payload = Payload(vector)
    #expect(payload.bytes.count == 4 * vector.count)
    #expect(payload.numbers == vector)
    #expect(Payload([1] as [Float]).bytes == [0, 0, 0x80, 0x3f])
    #expect(Payload(bytes: Array(payload.bytes.dropLast())).numbers == vector.dropLast())
    #expect(Payload.missing.numbers.isEmpty)
  }

  /// What is equal is stored alike.
  @Test func zeroHasNoSign() {
    #expect(Payload([-0.0, 1] as [Float]) == Payload([0, 1] as [Float]))
    #expect(Payload([-0.0] as [Float]).numbers[0].sign == .plus)
  }

  @Test func imagesAreTheirSizeAndPixels() throws {
    let image = try #require(
      ImageGrid(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6]))
    let payload = Payload(.image(image), .image)
    #expect(payload.bytes == [2, 1, 3, 1, 2, 3, 4, 5, 6])
    #expect(ImageGrid(bytes: payload.bytes) == image)
    for damaged in [[], [2, 1, 3], [2, 1, 3, 1], [0, 1, 1, 7], [65, 1, 1] + image.pixels] {
      #expect(ImageGrid(bytes: damaged) == nil)
    }
  }

  /// What does not fit a sense says nothing.
  @Test func otherKindsAreMissing() {
    #expect(Payload(.text("a"), .image).isMissing)
    #expect(Payload(.number(1), .text).isMissing)
    #expect(Payload(.missing, .text).isMissing)
    #expect(Payload(.vector([1, 2]), .vector(width: 3)).isMissing)
    #expect(Payload(.vector([1, 2]), .vector(width: 2)) == Payload([1, 2] as [Float]))
  }
}
