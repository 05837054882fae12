/// The ink of a grey image, centred and scaled to a given spread, on a canvas of fixed size.
///
/// Ink is the difference from the border's grey, in the direction in which most of the image
/// differs, so that dark on light and light on dark are treated alike.
struct GrayCanvas {
  /// The number of places along each axis.
  static let side = 112
  /// The root mean square distance of ink from its centre along an axis, in places.
  static let spread: Float = 16
  /// Images with a longer side are shrunk first.
  static let longestSide = 1_024
  /// Ink below this part of the darkest is ignored: 1 / 8.
  private static let floorDivisor = 8

  /// Ink of 0…1, by rows.
  private(set) var ink: [Float]
  /// The spread along each axis divided by the common one.
  private(set) var stretch: (x: Float, y: Float)

  /// A canvas from grey levels by rows; `nil` if the image has no ink.
  ///
  /// - Precondition: there are width × height of them.
  init?(pixels: [UInt8], width: Int, height: Int) {
    precondition(width >= 0 && height >= 0 && pixels.count == width * height)
    guard width > 0, height > 0 else { return nil }
    var grid = Grid(width: width, height: height, values: pixels.map(Int32.init))
    let longest = max(width, height)
    if longest > GrayCanvas.longestSide {
      grid = grid.shrunk(by: (longest + GrayCanvas.longestSide - 1) / GrayCanvas.longestSide)
    }
    guard grid.keepInk() else { return nil }

    var mass = 0
    var first = (x: 0, y: 0)
    var second = (x: 0, y: 0)
    for y in 0..<grid.height {
      for x in 0..<grid.width {
        let value = Int(grid.values[y * grid.width + x])
        mass += value
        first.x += value * x
        first.y += value * y
        second.x += value * x * x
        second.y += value * y * y
      }
    }
    let total = Double(mass)
    let centre = (x: Double(first.x) / total, y: Double(first.y) / total)
    // A pixel is a square, with a variance of its own.
    let variance = (
      x: max(0, Double(second.x) / total - centre.x * centre.x) + 1 / 12,
      y: max(0, Double(second.y) / total - centre.y * centre.y) + 1 / 12
    )
    let spread = ((variance.x + variance.y) / 2).squareRoot()
    stretch = (
      x: Float(variance.x.squareRoot() / spread), y: Float(variance.y.squareRoot() / spread)
    )
    let step = Float(spread) / GrayCanvas.spread
    ink = grid.resampled(
      centre: (Float(centre.x), Float(centre.y)), step: step, side: GrayCanvas.side)
  }
}

extension GrayCanvas {
  /// Whole numbers on a grid.
  private struct Grid {
    var width: Int
    var height: Int
    var values: [Int32]

    /// Means over squares of `factor` places, the last ones cut at the edge.
    func shrunk(by factor: Int) -> Grid {
      let columns = (width + factor - 1) / factor
      let rows = (height + factor - 1) / factor
      var out = [Int32](repeating: 0, count: columns * rows)
      for y in 0..<rows {
        let down = y * factor..<min(height, y * factor + factor)
        for x in 0..<columns {
          let across = x * factor..<min(width, x * factor + factor)
          var sum = 0
          for v in down { for u in across { sum += Int(values[v * width + u]) } }
          out[y * columns + x] = Int32(sum / (down.count * across.count))
        }
      }
      return Grid(width: columns, height: rows, values: out)
    }

    /// Twice the median grey of the border.
    private var ground: Int32 {
      var border: [Int32] = []
      for x in 0..<width { border += [values[x], values[(height - 1) * width + x]] }
      for y in 0..<height { border += [values[y * width], values[y * width + width - 1]] }
      border.sort()
      return border[(border.count - 1) / 2] + border[border.count / 2]
    }

    /// Replaces greys by ink of 0…255; returns whether there is any.
    mutating func keepInk() -> Bool {
      let ground = ground
      var balance = 0
      for value in values { balance += Int(2 * value - ground) }
      let sign: Int32 = balance < 0 ? -1 : 1
      var most: Int32 = 0
      for i in values.indices {
        values[i] = max(0, sign * (2 * values[i] - ground))
        most = max(most, values[i])
      }
      guard most > 0 else { return false }
      let floor = most / Int32(GrayCanvas.floorDivisor)
      for i in values.indices {
        values[i] = max(0, values[i] - floor) * 255 / (most - floor)
      }
      return true
    }

    /// Values in units of 255 at `side` × `side` points, `step` apart, about the centre.
    func resampled(centre: (x: Float, y: Float), step: Float, side: Int) -> [Float] {
      let factor = max(1, Int(step))
      if factor > 1 {
        let scale = Float(factor)
        return shrunk(by: factor).resampled(
          centre: ((centre.x + 0.5) / scale - 0.5, (centre.y + 0.5) / scale - 0.5),
          step: step / scale, side: side)
      }
      // An empty margin saves checks for missing neighbours.
      let stride = width + 2
      var padded = [Float](repeating: 0, count: stride * (height + 2))
      for y in 0..<height {
        for x in 0..<width { padded[(y + 1) * stride + x + 1] = Float(values[y * width + x]) }
      }
      var out = [Float](repeating: 0, count: side * side)
      let middle = Float(side - 1) / 2
      padded.withUnsafeBufferPointer { padded in
        for row in 0..<side {
          let v = centre.y + (Float(row) - middle) * step
          guard v > -1, v < Float(height) else { continue }
          let y = min(Int(v + 1), height)
          let down = v - Float(y - 1)
          for column in 0..<side {
            let u = centre.x + (Float(column) - middle) * step
            guard u > -1, u < Float(width) else { continue }
            let x = min(Int(u + 1), width)
            let across = u - Float(x - 1)
            let at = y * stride + x
            let top = padded[at] * (1 - across) + padded[at + 1] * across
            let bottom = padded[at + stride] * (1 - across) + padded[at + stride + 1] * across
            out[row * side + column] = (top * (1 - down) + bottom * down) / 255
          }
        }
      }
      return out
    }
  }
}
