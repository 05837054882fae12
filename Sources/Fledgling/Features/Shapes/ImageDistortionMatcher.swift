import CKernels

/// The difference between two shapes, where small shifts of their parts cost little.
///
/// The image distortion model of Keysers, Deselaers, Gollan and Ney (2007) on planes of stroke
/// direction: the larger of both directions, and of these the least over a few affine views of one
/// image.
enum ImageDistortionMatcher {
  /// The maximum squared difference between two places.
  private static let cap: UInt16 = 2_500
  /// The cost of a displacement by one place.
  private static let penalty: UInt16 = 20

  /// The shape of a grey image, given by rows; any size, dark on light or light on dark.  Empty if
  /// the image has no ink.
  ///
  /// - Complexity: O(pixels).
  static func prepare(_ pixels: [UInt8], width: Int, height: Int) -> Shape {
    guard let canvas = GrayCanvas(pixels: pixels, width: width, height: height) else {
      return Shape(features: [UInt8](repeating: 0, count: Shape.size))
    }
    return ShapeAugmentation.shape(EdgeMap(canvas), ShapeAugmentation.views[0])
  }

  /// The shape as it is, then slightly rotated, sheared and stretched.
  static func views(_ pixels: [UInt8], width: Int, height: Int) -> [Shape] {
    guard let canvas = GrayCanvas(pixels: pixels, width: width, height: height) else {
      return [Shape(features: [UInt8](repeating: 0, count: Shape.size))]
    }
    let edges = EdgeMap(canvas)
    return ShapeAugmentation.views.map { ShapeAugmentation.shape(edges, $0) }
  }

  /// The distance of two shapes: symmetric, and zero for equal shapes.
  ///
  /// - Complexity: 25 displacements over 5,120 features, twice: some 20 µs.
  static func distance(_ a: Shape, _ b: Shape) -> Int { distance(a, b, atMost: Int.max) }

  /// The distance if it is less than `limit`, else `limit`, often in half the time.
  static func distance(_ a: Shape, _ b: Shape, atMost limit: Int) -> Int {
    // Shapes differ by the parts that either one has and the other lacks.
    let there = Int(fk_shape_mismatch(a.features, b.features, cap, penalty))
    guard there < limit else { return limit }
    let back = Int(fk_shape_mismatch(b.features, a.features, cap, penalty))
    return min(limit, max(there, back))
  }

  /// The least distance of any of the views.
  static func distance(_ views: [Shape], _ b: Shape) -> Int {
    views.reduce(Int.max) { distance($1, b, atMost: $0) }
  }

  /// The sum of squared differences of coarse features: a fast approximation of
  /// ``distance(_:_:)-(Shape,_)``.
  static func coarseDistance(_ a: Shape, _ b: Shape) -> Int {
    var sum: Int32 = 0
    a.coarse.withUnsafeBufferPointer { a in
      b.coarse.withUnsafeBufferPointer { b in
        for i in 0..<min(a.count, b.count) {
          let t = Int32(a[i]) - Int32(b[i])
          sum &+= t &* t
        }
      }
    }
    return Int(sum)
  }
}
