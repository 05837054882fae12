import CKernels
import Testing

@testable import Fledgling

struct ImageDistortionMatcherTests {
  @Test func distanceOfAShapeToItselfIsZero() {
    for drawing in Drawing.all {
      let shape = drawing.shape()
      #expect(ImageDistortionMatcher.distance(shape, shape) == 0)
      #expect(ImageDistortionMatcher.coarseDistance(shape, shape) == 0)
    }
  }

  @Test func distanceIsSymmetric() {
    for a in Drawing.all {
      for b in Drawing.all {
        let (a, b) = (a.shape(), b.shape())
        #expect(ImageDistortionMatcher.distance(a, b) == ImageDistortionMatcher.distance(b, a))
        #expect(
          ImageDistortionMatcher.coarseDistance(a, b) == ImageDistortionMatcher.coarseDistance(b, a)
        )
      }
    }
  }

  @Test func placeDoesNotMatter() {
    for drawing in Drawing.all {
      let shape = drawing.shape()
      var moved = drawing
      moved.left += 17
      moved.top -= 9
      #expect(moved.shape() == shape)
    }
  }

  @Test(arguments: [40, 64, 150, 300, 1_500]) func sizeHardlyMatters(side: Int) {
    for (i, drawing) in Drawing.all.enumerated() {
      let scaled = drawing.scaled(to: side).shape()
      let near = ImageDistortionMatcher.distance(scaled, drawing.shape())
      for (j, other) in Drawing.all.enumerated() where j != i {
        #expect(3 * near < ImageDistortionMatcher.distance(scaled, other.shape()))
      }
    }
  }

  @Test func polarityAndContrastDoNotMatter() {
    for drawing in Drawing.all {
      let shape = drawing.shape()
      var light = drawing
      (light.paper, light.ink) = (0, 255)
      #expect(light.shape() == shape)
      var pale = drawing
      (pale.paper, pale.ink) = (180, 80)
      #expect(pale.shape() == shape)
    }
  }

  @Test func aTurnedDrawingIsNearInSomeView() {
    for drawing in Drawing.all {
      let turned = drawing.turned()
      let plain = ImageDistortionMatcher.distance(turned.shape(), drawing.shape())
      let views = ImageDistortionMatcher.views(
        turned.pixels(), width: turned.side, height: turned.side)
      #expect(views.first == turned.shape())
      #expect(ImageDistortionMatcher.distance(views, drawing.shape()) < plain)
    }
  }

  @Test(arguments: [0, 1, 2, 28, 105]) func blankImagesShowNothing(side: Int) {
    for grey: UInt8 in [0, 128, 255] {
      let pixels = [UInt8](repeating: grey, count: side * side)
      let shape = ImageDistortionMatcher.prepare(pixels, width: side, height: side)
      #expect(shape.features.allSatisfy { $0 == 0 })
      #expect(ImageDistortionMatcher.views(pixels, width: side, height: side) == [shape])
      #expect(ImageDistortionMatcher.distance(shape, Drawing.all[0].shape()) > 0)
    }
  }

  @Test func smallAndNarrowImagesAreShapes() {
    var random = SplitMix64(seed: 5)
    for width in 1...9 {
      for height in 1...9 {
        let pixels = (0..<width * height).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let shape = ImageDistortionMatcher.prepare(pixels, width: width, height: height)
        #expect(shape.features.allSatisfy { $0 <= Shape.limit })
        #expect(ImageDistortionMatcher.prepare(pixels, width: width, height: height) == shape)
      }
    }
    var line = [UInt8](repeating: 255, count: 4_000)
    for i in 1_000..<2_000 { line[i] = 0 }
    #expect(
      ImageDistortionMatcher.prepare(line, width: 4_000, height: 1).features.contains { $0 > 0 })
    #expect(
      ImageDistortionMatcher.prepare(line, width: 1, height: 4_000).features.contains { $0 > 0 })
  }

  @Test func variantsOfTheKernelAgreeWithTheDefinition() {
    var random = SplitMix64(seed: 9)
    for spread in [UInt64(3), 40, 115] {
      let a = (0..<Shape.size).map { _ in UInt8(random.next() % spread) }
      let b = (0..<Shape.size).map { _ in UInt8(random.next() % spread) }
      for (cap, penalty) in [(UInt16(2_500), UInt16(256)), (900, 0), (2_500, 20)] {
        let expected = mismatch(a, b, Int(cap), Int(penalty))
        #expect(fk_shape_mismatch(a, b, cap, penalty) == expected)
        #expect(fk_shape_mismatch_portable_variant(a, b, cap, penalty) == expected)
      }
    }
  }

  /// The definition, place by place.
  private func mismatch(_ a: [UInt8], _ b: [UInt8], _ cap: Int, _ penalty: Int) -> UInt32 {
    let side = Shape.side
    func value(_ of: [UInt8], _ plane: Int, _ x: Int, _ y: Int) -> Int {
      let isInside = (0..<side).contains(x) && (0..<side).contains(y)
      return isInside ? Int(of[(plane * side + y) * side + x]) : 0
    }
    var least = [Int](repeating: Int.max, count: side * side)
    for dy in -2...2 {
      for dx in -2...2 {
        var squares = [Int](repeating: 0, count: side * side)
        for y in 0..<side {
          for x in 0..<side {
            var sum = 0
            for plane in 0..<Shape.planes {
              let t = value(a, plane, x, y) - value(b, plane, x + dx, y + dy)
              sum += t * t
            }
            squares[y * side + x] = min(sum, cap)
          }
        }
        for y in 0..<side {
          for x in 0..<side {
            var patch = penalty * (dx * dx + dy * dy)
            for v in max(0, y - 2)...min(side - 1, y + 2) {
              for u in max(0, x - 2)...min(side - 1, x + 2) { patch += squares[v * side + u] }
            }
            least[y * side + x] = min(least[y * side + x], patch)
          }
        }
      }
    }
    return UInt32(least.reduce(0, +))
  }
}
