/// Draws transformed points into the planes of a shape.
struct ShapeAugmentation: Sendable {
  /// A linear map of the plane, by rows.
  struct View: Sendable {
    var xx: Float
    var xy: Float
    var yx: Float
    var yy: Float
  }

  /// The identity, rotations by ±10°, shears along the diagonal by ±0.12, and stretches by ±12 %.
  static let views: [View] = {
    let (cosine, sine): (Float, Float) = (0.98480775, 0.17364818)
    let (shear, longer, shorter): (Float, Float, Float) = (0.12, 1.1274969, 0.88692044)
    return [
      View(xx: 1, xy: 0, yx: 0, yy: 1),
      View(xx: cosine, xy: -sine, yx: sine, yy: cosine),
      View(xx: cosine, xy: sine, yx: -sine, yy: cosine),
      View(xx: 1, xy: shear, yx: shear, yy: 1),
      View(xx: 1, xy: -shear, yx: -shear, yy: 1),
      View(xx: longer, xy: 0, yx: 0, yy: shorter),
      View(xx: shorter, xy: 0, yx: 0, yy: longer),
    ]
  }()

  /// The places of a plane per spread of the ink.
  private static let spread: Float = 5.5
  private static let edgeSigma: Float = 1
  private static let inkSigma: Float = 0.8
  private static let edgeWeight: Float = 2
  private static let inkWeight: Float = 1.5
  /// Features are this times the blurred density to the power of ``power``.
  private static let gain: Float = 20
  private static let power: Float = 0.6
  /// Densities are looked up in steps of 1 / this.
  private static let steps: Float = 512
  private static let edgeBlur = GaussianBlur(sigma: edgeSigma)
  private static let inkBlur = GaussianBlur(sigma: inkSigma)

  private static let table: [UInt8] = (0..<8_192).map { step in
    guard step > 0 else { return 0 }
    let value = gain * Elementary.exp(power * Elementary.log(Float(step) / steps))
    return UInt8(min(Float(Shape.limit), Elementary.round(value)))
  }

  /// The planes of the points under a view.
  ///
  /// - Complexity: O(points).
  static func shape(_ edges: EdgeMap, _ view: View) -> Shape {
    let side = Shape.side
    let size = side * side
    let middle = Float(side - 1) / 2
    let inkUnit = inkWeight * edges.area * spread * spread
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: Shape.size + size) { buffer in
      let planes = buffer.baseAddress.unsafelyUnwrapped
      planes.update(repeating: 0, count: Shape.size + size)
      for point in edges.points {
        let x = (view.xx * point.x + view.xy * point.y) * spread + middle
        let y = (view.yx * point.x + view.yy * point.y) * spread + middle
        guard x >= 0, y >= 0, x < Float(side - 1), y < Float(side - 1) else { continue }
        let column = Int(x)
        let row = Int(y)
        let across = x - Float(column)
        let down = y - Float(row)
        let corner = planes + row * side + column
        func add(_ plane: Int, _ weight: Float) {
          let place = corner + plane * size
          place[0] += weight * ((1 - across) * (1 - down))
          place[1] += weight * (across * (1 - down))
          place[side] += weight * ((1 - across) * down)
          place[side + 1] += weight * (across * down)
        }
        let u = (view.xx * point.along.x + view.xy * point.along.y) * spread
        let v = (view.yx * point.along.x + view.yy * point.along.y) * spread
        let square = u * u + v * v
        if square > 0 {
          let weight = edgeWeight * square.squareRoot()
          // Directions have no sign, so angles are doubled: cos 2θ and sin 2θ.
          let cosine = (u * u - v * v) / square
          let sine = 2 * u * v / square
          add(cosine >= 0 ? 0 : 2, weight * cosine * cosine)
          add(sine >= 0 ? 1 : 3, weight * sine * sine)
        }
        add(4, point.ink * inkUnit)
      }
      let scratch = planes + Shape.size
      var features = [UInt8](repeating: 0, count: Shape.size)
      for plane in 0..<Shape.planes {
        let isInk = plane == Shape.planes - 1
        let values = planes + plane * size
        (isInk ? inkBlur : edgeBlur).apply(values, scratch, side: side)
        let unit = (isInk ? inkSigma : edgeSigma) * 2.5066283 * steps
        let last = Float(table.count - 1)
        table.withUnsafeBufferPointer { table in
          for i in 0..<size { features[plane * size + i] = table[Int(min(last, values[i] * unit))] }
        }
      }
      return Shape(features: features)
    }
  }
}
