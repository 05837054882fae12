/// The edges and the ink of a canvas as points, which can be transformed by any affine map.
struct EdgeMap {
  /// A position relative to the centre of the ink, in units of its spread along each axis.
  struct Point {
    var x: Float
    var y: Float
    /// Along the edge, times its strength.
    var along: (x: Float, y: Float)
    var ink: Float
  }

  /// The blur of the ink before edges are taken, in places of the canvas.
  static let sigma: Float = 1.6
  /// How far proportions are normalised: 0 keeps them, 1 makes height and width equal.
  private static let squaring: Float = 0.4
  /// The minimum spread along an axis, as a share of the common one, when axes are stretched.
  private static let leastStretch: Float = 0.35
  /// Weaker edges and paler ink are left out.
  private static let leastEdge: Float = 0.01
  private static let leastInk: Float = 0.05
  private static let blur = GaussianBlur(sigma: sigma)

  private(set) var points: [Point] = []
  /// The area of a place of the canvas, in units of the spreads.
  private(set) var area: Float = 0

  init(_ canvas: GrayCanvas) {
    let side = GrayCanvas.side
    var smooth = canvas.ink
    withUnsafeTemporaryAllocation(of: Float.self, capacity: side * side) { scratch in
      smooth.withUnsafeMutableBufferPointer { smooth in
        EdgeMap.blur.apply(
          smooth.baseAddress.unsafelyUnwrapped, scratch.baseAddress.unsafelyUnwrapped, side: side)
      }
    }
    func unit(_ stretch: Float) -> Float {
      let power = Elementary.exp(EdgeMap.squaring * Elementary.log(stretch + 0.05))
      return 1 / (GrayCanvas.spread * max(EdgeMap.leastStretch, power))
    }
    let scale = (x: unit(canvas.stretch.x), y: unit(canvas.stretch.y))
    area = scale.x * scale.y
    let middle = Float(side - 1) / 2
    points.reserveCapacity(4_096)
    smooth.withUnsafeBufferPointer { smooth in
      for y in 1..<side - 1 {
        for x in 1..<side - 1 {
          let at = y * side + x
          let across = (smooth[at + 1] - smooth[at - 1]) / 2
          let down = (smooth[at + side] - smooth[at - side]) / 2
          let ink = smooth[at]
          let strength = (across * across + down * down).squareRoot()
          guard strength > EdgeMap.leastEdge || ink > EdgeMap.leastInk else { continue }
          points.append(
            Point(
              x: (Float(x) - middle) * scale.x, y: (Float(y) - middle) * scale.y,
              along: (-down * scale.x, across * scale.y), ink: ink))
        }
      }
    }
  }
}
