/// An image on a fixed grid, with levels in [0, 1]: its brightness, and two planes of opponent
/// colours, red against green and blue against both.
///
/// If the border has one level, anything that stands out from it is a figure: it is moved to the
/// middle by its centre of mass and sheared until it stands upright.  The shift and the shear
/// become features, so that place and slant are not lost.  An uneven border, as of most
/// photographs, leaves the image as it is; in between, the correction is partial.
struct FixedImageNormalization {
  /// The mean deviation of the border, as a share of full contrast, up to which it is even, and the
  /// one from which on it is uneven.
  static let even: Float = 0.03
  static let uneven: Float = 0.09
  /// Smaller differences from the border belong to the background.
  static let faint: Float = 0.06

  private(set) var light: [Float]
  /// Two opponent planes, or none for a grey image.
  private(set) var colours: [[Float]]
  /// Shares of the side.
  private(set) var movedAcross: Float = 0
  private(set) var movedDown: Float = 0
  private(set) var shear: Float = 0

  init(_ image: ImageGrid) {
    let side = ImageEncoder.side
    let count = side * side
    let grid = image.resampled(to: side)
    let unit: Float = 1 / (255 * 256)
    if image.channels == 3 {
      light = [Float](repeating: 0, count: count)
      colours = [light, light]
      for i in 0..<count {
        let (red, green, blue) = (grid[i], grid[count + i], grid[2 * count + i])
        let mixed: Int32 = 77 * red + 150 * green + 29 * blue
        light[i] = Float(mixed / 256) * unit
        colours[0][i] = Float(red - green) * unit
        let bluer: Int32 = 2 * blue - red - green
        colours[1][i] = Float(bluer) * (0.5 * unit)
      }
    } else {
      light = grid.map { Float($0) * unit }
      colours = []
    }
    straighten()
  }

  private mutating func straighten() {
    let side = ImageEncoder.side
    var border: [Float] = []
    border.reserveCapacity(4 * side)
    for i in 0..<side - 1 {
      border.append(light[i])
      border.append(light[i * side + side - 1])
      border.append(light[side * side - 1 - i])
      border.append(light[(side - 1 - i) * side])
    }
    let ground = border.sorted()[border.count / 2]
    var deviation: Float = 0
    for value in border { deviation += abs(value - ground) }
    deviation /= Float(border.count)
    let share = max(
      0,
      min(
        1,
        (FixedImageNormalization.uneven - deviation)
          / (FixedImageNormalization.uneven - FixedImageNormalization.even)))
    guard share > 0 else { return }

    var (mass, x1, y1): (Float, Float, Float) = (0, 0, 0)
    var (xy, yy): (Float, Float) = (0, 0)
    for y in 0..<side {
      for x in 0..<side {
        let weight = max(0, abs(light[y * side + x] - ground) - FixedImageNormalization.faint)
        mass += weight
        x1 += weight * Float(x)
        y1 += weight * Float(y)
        xy += weight * Float(x * y)
        yy += weight * Float(y * y)
      }
    }
    guard mass > 1 else { return }
    let (cx, cy) = (x1 / mass, y1 / mass)
    let tilt = (xy / mass - cx * cy) / (yy / mass - cy * cy + 2)
    let middle = Float(side - 1) * 0.5
    let slope = share * max(-1, min(1, tilt))
    let (right, down) = (share * (cx - middle), share * (cy - middle))
    (movedAcross, movedDown) = (right / Float(side), down / Float(side))
    shear = slope
    light = FixedImageNormalization.moved(light, right, down, slope)
    for i in colours.indices {
      colours[i] = FixedImageNormalization.moved(colours[i], right, down, slope)
    }
  }

  /// The plane as seen `right` and `down` from where it was, rows shifted in proportion to their
  /// height; linear between pixels.
  private static func moved(
    _ plane: [Float], _ right: Float, _ down: Float, _ slope: Float
  ) -> [Float] {
    let side = ImageEncoder.side
    let last = side - 1
    let middle = Float(last) * 0.5
    var out = [Float](repeating: 0, count: side * side)
    let high = Int(down.rounded(.down))
    let partDown = down - Float(high)
    for y in 0..<side {
      let (upper, lower) = (max(0, min(last, y + high)), max(0, min(last, y + high + 1)))
      let across = right + slope * (Float(y) - middle)
      let far = Int(across.rounded(.down))
      let part = across - Float(far)
      for x in 0..<side {
        let (left, next) = (max(0, min(last, x + far)), max(0, min(last, x + far + 1)))
        let top = plane[upper * side + left] * (1 - part) + plane[upper * side + next] * part
        let bottom = plane[lower * side + left] * (1 - part) + plane[lower * side + next] * part
        out[y * side + x] = top * (1 - partDown) + bottom * partDown
      }
    }
    return out
  }
}
