import Testing

@testable import Fledgling

struct ImageEncoderTests {
  private static let encoder = ImageEncoder()

  private func picture(
    _ width: Int, _ height: Int, channels: Int = 1, seed: UInt64 = 1
  ) throws -> ImageGrid {
    var random = SplitMix64(seed: seed)
    let count = width * height * channels
    var pixels = (0..<min(count, 65_536)).map { _ in
      UInt8(truncatingIfNeeded: random.next() >> 56)
    }
    // Large pictures repeat, as millions of random numbers take a minute in a test.
    while pixels.count < count { pixels += pixels }
    pixels.removeLast(pixels.count - count)
    return try #require(
      ImageGrid(width: width, height: height, channels: channels, pixels: pixels))
  }

  /// A slanted bar on an even ground.
  private func bar(
    _ side: Int, at x0: Double, _ y0: Double, slant: Double, ground: UInt8 = 0, ink: UInt8 = 255
  ) throws -> ImageGrid {
    var pixels = [UInt8](repeating: ground, count: side * side)
    for y in 0..<side {
      for x in 0..<side {
        let (dx, dy) = (Double(x) - x0, Double(y) - y0)
        if abs(dy) < 7, abs(dx + slant * dy) < 2 { pixels[y * side + x] = ink }
      }
    }
    return try #require(ImageGrid(width: side, height: side, channels: 1, pixels: pixels))
  }

  private func cosine(_ a: [Int16], _ b: [Int16]) -> Double {
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for i in 0..<392 {
      ab += Double(a[i]) * Double(b[i])
      aa += Double(a[i]) * Double(a[i])
      bb += Double(b[i]) * Double(b[i])
    }
    return ab / (aa * bb).squareRoot()
  }

  private func hash(_ features: [Int16]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for feature in features {
      hash = (hash ^ UInt64(UInt16(bitPattern: feature))) &* 0x100_0000_01b3
    }
    return hash
  }

  /// The same features on every machine and in every release that reads the same sums.
  @Test func knownFeatures() throws {
    #expect(hash(Self.encoder.encode(try picture(28, 28))) == 0x9e3e_94cb_2b73_9424)
    #expect(hash(Self.encoder.encode(try picture(50, 31, channels: 3))) == 0x1b13_3f9b_4d2c_d609)
    #expect(hash(Self.encoder.encode(try bar(28, at: 10, 15, slant: 0.4))) == 0x01ca_d19f_65dd_72b4)
  }

  @Test(
    arguments: [(1, 1), (1, 300), (300, 1), (2, 2), (8, 8), (27, 29), (640, 480), (4_096, 4_096)],
    [1, 3])
  func anySizeIsTaken(size: (width: Int, height: Int), channels: Int) throws {
    let features = Self.encoder.encode(try picture(size.width, size.height, channels: channels))
    #expect(features.count == ImageEncoder.features)
    #expect(features.allSatisfy { abs(Int($0)) <= 2_047 })
    // The projections of anything vary.
    #expect(Set(features[ImageEncoder.described...]).count > 100)
  }

  @Test(arguments: [0, 1, 128, 255] as [UInt8])
  func evenPicturesHaveNoEdges(level: UInt8) throws {
    let pixels = [UInt8](repeating: level, count: 900)
    let image = try #require(ImageGrid(width: 30, height: 30, channels: 1, pixels: pixels))
    #expect(Self.encoder.encode(image)[..<392].allSatisfy { $0 == 0 })
  }

  @Test func greyIsGreyInColourToo() throws {
    let grey = try picture(28, 28)
    let pixels = grey.pixels.flatMap { [$0, $0, $0] }
    let colour = try #require(ImageGrid(width: 28, height: 28, channels: 3, pixels: pixels))
    let (a, b) = (Self.encoder.encode(grey), Self.encoder.encode(colour))
    for i in 0..<ImageEncoder.described { #expect(abs(Int(a[i]) - Int(b[i])) <= 1) }
  }

  @Test func figuresAreMovedAndSetUpright() throws {
    let upright = Self.encoder.encode(try bar(28, at: 14, 14, slant: 0))
    let moved = Self.encoder.encode(try bar(28, at: 18, 11, slant: 0))
    let slanted = Self.encoder.encode(try bar(28, at: 14, 14, slant: 0.4))
    #expect(cosine(upright, moved) > 0.98)
    #expect(cosine(upright, slanted) > 0.9)
    // How far it was moved is told.
    #expect(abs(Int(upright[497]) - Int(moved[497])) > 20)
  }

  @Test func lightnessOfInkMattersLittle() throws {
    let strong = Self.encoder.encode(try bar(28, at: 14, 14, slant: 0))
    let faint = Self.encoder.encode(try bar(28, at: 14, 14, slant: 0, ground: 20, ink: 120))
    #expect(cosine(strong, faint) > 0.98)
  }

  @Test func coloursTell() throws {
    func sheet(_ colour: [UInt8]) throws -> [Int16] {
      let pixels = (0..<32 * 32).flatMap { _ in colour }
      return Self.encoder.encode(
        try #require(ImageGrid(width: 32, height: 32, channels: 3, pixels: pixels)))
    }
    let red = try sheet([200, 40, 40])
    let green = try sheet([40, 200, 40])
    let blue = try sheet([40, 40, 200])
    #expect(Set([red, green, blue]).count == 3)
    #expect(red[441] > 500 && green[441] < -500)
    #expect(blue[466] > 500 && green[466] < 0)
  }
}
