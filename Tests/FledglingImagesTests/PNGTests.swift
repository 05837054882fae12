import Fledgling
import Testing

@testable import FledglingImages

struct PNGTests {
  private func decode(_ writer: PNGWriter) throws -> ImageGrid {
    try ImageDecoder.decode(writer.bytes, name: "p.png")
  }

  @Test func rgb() throws {
    let row: [UInt8] = [0, 1, 2, 3, 4, 5, 6]
    let grid = try decode(PNGWriter(width: 2, height: 2, data: row + row))
    #expect(grid.channels == 3 && grid.width == 2 && grid.height == 2)
    #expect(grid.pixels == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6])
  }

  @Test func grey() throws {
    let grid = try decode(
      PNGWriter(width: 3, height: 1, colour: 0, data: [0, 7, 8, 9]))
    #expect(grid.channels == 1)
    #expect(grid.pixels == [7, 8, 9])
  }

  @Test func oneBit() throws {
    let grid = try decode(
      PNGWriter(width: 3, height: 1, depth: 1, colour: 0, data: [0, 0b1010_0000]))
    #expect(grid.pixels == [255, 0, 255])
  }

  @Test func sixteenBits() throws {
    let grid = try decode(
      PNGWriter(width: 2, height: 1, depth: 16, colour: 0, data: [0, 0, 0, 255, 255]))
    #expect(grid.pixels == [0, 255])
  }

  @Test func palette() throws {
    let grid = try decode(
      PNGWriter(
        width: 2, height: 1, colour: 3, palette: [9, 8, 7, 1, 2, 3], data: [0, 1, 0]))
    #expect(grid.channels == 3)
    #expect(grid.pixels == [1, 2, 3, 9, 8, 7])
  }

  @Test func transparencyIsLaidOnWhite() throws {
    let grid = try decode(
      PNGWriter(
        width: 2, height: 1, colour: 6, data: [0, 10, 20, 30, 255, 10, 20, 30, 0]))
    #expect(grid.pixels == [10, 20, 30, 255, 255, 255])
    let grey = try decode(
      PNGWriter(width: 2, height: 1, colour: 4, data: [0, 10, 255, 10, 0]))
    #expect(grey.channels == 1)
    #expect(grey.pixels == [10, 255])
  }

  /// Its pixels would take ten gigabytes.
  @Test(arguments: [(50_000, 50_000), (16_385, 1), (16_384, 16_384)])
  func bombs(width: Int, height: Int) throws {
    let writer = PNGWriter(width: width, height: height)
    #expect(throws: ImageError.tooLarge(file: "p.png", width: width, height: height)) {
      try decode(writer)
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = PNGWriter(
      width: 8, height: 8, data: (0..<200).map { $0 % 25 == 0 ? 0 : UInt8($0) }
    ).bytes
    _ = try ImageDecoder.decode(bytes, name: "p.png")
    // The last chunk holds nothing.
    for count in 0..<(bytes.count - 16) {
      #expect(throws: ImageError.self, "\(count)") {
        try ImageDecoder.decode(Array(bytes[..<count]), name: "p.png")
      }
    }
  }

  @Test func rowsThatAreMissing() throws {
    let short = PNGWriter(width: 8, height: 8, data: [UInt8](repeating: 0, count: 30))
    #expect(throws: ImageError.self) { try decode(short) }
  }

  @Test func damageIsNoticed() throws {
    var bytes = PNGWriter(width: 8, height: 8, data: [UInt8](repeating: 0, count: 200)).bytes
    bytes[bytes.count - 20] ^= 0x55
    #expect(throws: ImageError.self) { try ImageDecoder.decode(bytes, name: "p.png") }
  }
}
