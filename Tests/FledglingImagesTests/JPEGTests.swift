import Fledgling
import Testing

@testable import FledglingImages

struct JPEGTests {
  private func decode(_ bytes: [UInt8]) throws -> ImageGrid {
    try ImageDecoder.decode(bytes, name: "p.jpg")
  }

  @Test func grey() throws {
    let grid = try decode(JPEGSamples.grey)
    #expect(grid.width == 16 && grid.height == 8 && grid.channels == 1)
    #expect(grid.pixels.allSatisfy { (126...130).contains($0) })
  }

  @Test func colour() throws {
    let grid = try decode(JPEGSamples.red)
    #expect(grid.channels == 3)
    #expect(grid.pixels[0] > 245 && grid.pixels[1] < 10 && grid.pixels[2] < 10)
  }

  @Test func cmyk() {
    #expect(throws: ImageError.colours(file: "p.jpg", "CMYK")) { try decode(JPEGSamples.cmyk) }
  }

  /// What begins as a JPEG and is none has no size.
  @Test func rubbish() {
    let bytes: [UInt8] = [0xff, 0xd8, 0xff, 0xe0] + Array(" not really".utf8)
    #expect {
      try decode(bytes)
    } throws: { error in
      if case .damaged? = error as? ImageError { true } else { false }
    }
  }

  @Test func truncated() {
    let bytes = JPEGSamples.red
    for count in 0..<(bytes.count - 4) {
      #expect(throws: ImageError.self, "\(count)") { try decode(Array(bytes[..<count])) }
    }
  }

  /// The size stands 5 bytes behind the frame's marker.
  @Test func bomb() throws {
    var bytes = JPEGSamples.grey
    let marker = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
    bytes.replaceSubrange((marker + 5)..<(marker + 9), with: [0xc3, 0x50, 0xc3, 0x50])
    #expect(throws: ImageError.tooLarge(file: "p.jpg", width: 50_000, height: 50_000)) {
      try decode(bytes)
    }
  }
}
