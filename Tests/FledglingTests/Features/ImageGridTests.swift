import Testing

@testable import Fledgling

struct ImageGridTests {
  private func grey(_ width: Int, _ height: Int, _ level: (Int, Int) -> Int) throws -> ImageGrid {
    var pixels: [UInt8] = []
    for y in 0..<height { for x in 0..<width { pixels.append(UInt8(level(x, y))) } }
    return try #require(ImageGrid(width: width, height: height, channels: 1, pixels: pixels))
  }

  @Test func whatIsNoPictureIsRefused() {
    func made(_ width: Int, _ height: Int, _ channels: Int, _ count: Int) -> Bool {
      let pixels = [UInt8](repeating: 0, count: count)
      return ImageGrid(width: width, height: height, channels: channels, pixels: pixels) != nil
    }
    #expect(made(1, 1, 1, 1) && made(1, 1, 3, 3) && made(16_384, 1, 1, 16_384))
    #expect(!made(0, 1, 1, 0) && !made(1, 0, 1, 0) && !made(-1, -1, 1, 1))
    #expect(!made(16_385, 1, 1, 16_385) && !made(1, 1, 2, 2) && !made(1, 1, 4, 4))
    #expect(!made(2, 2, 1, 3) && !made(2, 2, 1, 5) && !made(Int.max, 2, 3, 6))
  }

  @Test func itsOwnSizeStaysAsItIs() throws {
    let image = try grey(28, 28) { ($0 * 7 + $1 * 13) % 256 }
    #expect(image.resampled(to: 28) == image.pixels.map { Int32($0) * 256 })
  }

  @Test(arguments: [1, 2, 3, 8, 27, 28, 29, 32, 56, 100, 517], [1, 5, 28, 64])
  func oneLevelStaysOneLevel(width: Int, height: Int) throws {
    let image = try grey(width, height) { _, _ in 201 }
    #expect(image.resampled(to: 28).allSatisfy { $0 == 201 * 256 })
  }

  @Test func shrinkingIsTheMeanOfAreas() throws {
    let image = try grey(56, 56) { ($0 * 31 + $1 * 17) % 256 }
    let grid = image.resampled(to: 28)
    for y in 0..<28 {
      for x in 0..<28 {
        var sum = 0
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
          sum += Int(image.pixels[(2 * y + dy) * 56 + 2 * x + dx])
        }
        #expect(Int(grid[y * 28 + x]) == sum * 64)
      }
    }
  }

  @Test func growingRisesEvenly() throws {
    let grid = try grey(4, 4) { x, _ in x * 80 }.resampled(to: 28)
    for x in 1..<28 { #expect(grid[x] >= grid[x - 1]) }
    #expect(grid[0] == 0 && grid[27] == 240 * 256)
  }

  /// A wide picture goes on above and below.
  @Test func theAspectRatioIsKept() throws {
    let grid = try grey(56, 28) { _, y in y < 14 ? 0 : 200 }.resampled(to: 28)
    for x in 0..<28 {
      #expect(grid[x] == 0 && grid[13 * 28 + x] == 0)
      #expect(grid[14 * 28 + x] == 200 * 256 && grid[27 * 28 + x] == 200 * 256)
    }
  }

  @Test func channelsComeOneAfterAnother() throws {
    let pixels = (0..<28 * 28).flatMap { _ in [10, 20, 30] as [UInt8] }
    let image = try #require(ImageGrid(width: 28, height: 28, channels: 3, pixels: pixels))
    let grid = image.resampled(to: 28)
    #expect(grid[5] == 2_560 && grid[784 + 5] == 5_120 && grid[2 * 784 + 5] == 7_680)
  }
}
