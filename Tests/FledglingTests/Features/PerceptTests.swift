import Testing

@testable import Fledgling

struct PerceptTests {
  /// A scalar of one to four bytes that would be cut in two is left out.
  @Test(arguments: ["a", "ä", "€", "🦉"], 0..<4)
  func textsAreCutBetweenScalars(scalar: String, before: Int) {
    let text =
      String(repeating: "x", count: before) + String(repeating: scalar, count: Percept.textLimit)
    let bytes = Percept(text).bytes
    #expect(bytes.count <= Percept.textLimit)
    #expect(bytes.count > Percept.textLimit - scalar.utf8.count)
    #expect(String(validating: bytes, as: UTF8.self).map { text.hasPrefix($0) } == true)
  }

  @Test func textsUpToTheLimitAreWhole() {
    let text = String(repeating: "x", count: Percept.textLimit)
    #expect(Percept(text).bytes == Array(text.utf8))
    #expect(Percept(text + "y") == Percept(text))
    #expect(Percept("").isMissing)
    #expect(Percept("a").hash != Percept("b").hash)
  }

  @Test func vectorsComeBack() {
    let vector: [Float] = [
      0, 1, -2.5, .pi, .leastNormalMagnitude / 8, -1e30, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude,
    ]
    let percept = Percept(vector)
    #expect(percept.bytes.count == 4 * vector.count)
    #expect(percept.numbers == vector)
    #expect(Percept([1] as [Float]).bytes == [0, 0, 0x80, 0x3f])
    #expect(Percept(bytes: Array(percept.bytes.dropLast())).numbers == vector.dropLast())
    #expect(Percept.missing.numbers.isEmpty)
  }

  /// What is equal is stored alike.
  @Test func zeroHasNoSign() {
    #expect(Percept([-0.0, 1] as [Float]) == Percept([0, 1] as [Float]))
    #expect(Percept([-0.0] as [Float]).numbers[0].sign == .plus)
  }

  @Test func imagesAreTheirSizeAndPixels() throws {
    let image = try #require(
      ImageGrid(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6]))
    let percept = Percept(.image(image), .image)
    #expect(percept.bytes == [2, 1, 3, 1, 2, 3, 4, 5, 6])
    #expect(ImageGrid(bytes: percept.bytes) == image)
    for damaged in [[], [2, 1, 3], [2, 1, 3, 1], [0, 1, 1, 7], [65, 1, 1] + image.pixels] {
      #expect(ImageGrid(bytes: damaged) == nil)
    }
  }

  /// What does not fit a sense says nothing.
  @Test func otherKindsAreMissing() {
    #expect(Percept(.text("a"), .image).isMissing)
    #expect(Percept(.number(1), .text).isMissing)
    #expect(Percept(.missing, .text).isMissing)
    #expect(Percept(.vector([1, 2]), .vector(width: 3)).isMissing)
    #expect(Percept(.vector([1, 2]), .vector(width: 2)) == Percept([1, 2] as [Float]))
  }
}
