/// Fixed features of an image: nothing in them is learned from data.
///
/// The image is brought to a small grid; a figure on an even background is centred and set upright
/// by its moments.  Edges in eight directions are pooled over 7 × 7 overlapping places, as in
/// histograms of oriented gradients (Dalal and Triggs 2005), beside coarse maps of brightness and
/// of two opponent colours.  Half-waves of orthogonal random projections (structured by Hadamard
/// matrices; Yu et al. 2016) of these make a linear expert close to one with a Gaussian kernel
/// (Rahimi and Recht 2007).
///
/// Floats go through the same operations in the same order everywhere and are rounded to integers
/// before they are projected, so every machine gives the same features.
struct ImageEncoder: Sendable {
  /// The side of the fixed grid.
  static let side = 28
  /// The number of features described by a formula; the projections follow.
  static let described = 512
  /// The number of blocks of `described` projections.
  static let blocks = 3
  /// The number of all features.
  static let features = described * (1 + blocks)
  /// The integer that represents a described feature of length 1.
  static let unit: Float = 4_096
  /// The largest magnitude of a projected feature.
  static let amplitude: Int32 = 410
  /// The projections' phase for a length of 1, in 2^-37 of a turn.
  static let frequency: Int32 = 10

  private static let directions = 8
  private static let places = 7
  private static let colourPlaces = 5

  private let pooling: Pooling
  private let colourPooling: Pooling
  /// Per stage, the signs of each block's coordinates.
  private let signs: [SIMD4<Int32>]
  private let offsets: [SIMD4<Int32>]

  init() {
    pooling = Pooling(places: ImageEncoder.places, spread: 2)
    colourPooling = Pooling(places: ImageEncoder.colourPlaces, spread: 2.8)
    var random = SplitMix64(seed: 0x1A6E)
    func four(_ draw: (UInt64) -> Int32) -> SIMD4<Int32> {
      SIMD4(draw(random.next()), draw(random.next()), draw(random.next()), draw(random.next()))
    }
    signs = (0..<3 * ImageEncoder.described).map { _ in four { $0 >> 63 == 0 ? 1 : -1 } }
    offsets = (0..<ImageEncoder.described).map { _ in
      four { Int32(truncatingIfNeeded: $0 >> 48) }
    }
  }

  /// The features of an image, each within ±2047.
  func encode(_ image: ImageGrid) -> [Int16] {
    var features = [Int16](repeating: 0, count: ImageEncoder.features)
    features.withUnsafeMutableBufferPointer { encode(image, into: $0) }
    return features
  }

  func encode(_ image: ImageGrid, into features: UnsafeMutableBufferPointer<Int16>) {
    precondition(features.count == ImageEncoder.features)
    let view = FixedImageNormalization(image)
    describe(view, features)
    project(features)
  }

  // MARK: Description

  private func describe(_ view: FixedImageNormalization, _ out: UnsafeMutableBufferPointer<Int16>) {
    var at = 0
    func put(_ value: Float) {
      let scaled = max(-2_047, min(2_047, value * ImageEncoder.unit))
      out[at] = Int16(Elementary.round(scaled))
      at += 1
    }
    let edges = pooledEdges(view.light)
    var size: Float = 0
    for cell in edges { for direction in 0..<8 { size += cell[direction] } }
    let length = size.squareRoot()
    for cell in edges {
      let root = cell.squareRoot()
      for direction in 0..<8 { put(root[direction] / (length + 0.25)) }
    }
    var light = pooling.pool(view.light)
    let mean = ImageEncoder.mean(light)
    for i in light.indices { light[i] -= mean }
    let contrast = ImageEncoder.length(light)
    for value in light { put(value * 0.3 / (contrast + 0.3)) }
    var colour: Float = 0
    var tints: [Float] = []
    for plane in view.colours {
      let pooled = colourPooling.pool(plane)
      for value in pooled {
        put(value * 1.5)
        colour += value * value
      }
      tints.append(ImageEncoder.mean(pooled))
    }
    if view.colours.isEmpty {
      for _ in 0..<2 * ImageEncoder.colourPlaces * ImageEncoder.colourPlaces { put(0) }
    }
    put((mean - 0.5) * 0.8)
    put(contrast * 0.1)
    put(length * 0.02)
    put(colour.squareRoot() * 0.1)
    for tint in 0..<2 { put(tint < tints.count ? tints[tint] * 0.5 : 0) }
    put(view.movedAcross * 0.3)
    put(view.movedDown * 0.3)
    put(view.shear * 0.05)
    while at < ImageEncoder.described { put(0) }
  }

  private static func mean(_ values: [Float]) -> Float {
    var total: Float = 0
    for value in values { total += value }
    return total / Float(values.count)
  }

  private static func length(_ values: [Float]) -> Float {
    var total: Float = 0
    for value in values { total += value * value }
    return total.squareRoot()
  }

  /// Per place, the pooled energy of edges in each direction.
  private func pooledEdges(_ light: [Float]) -> [SIMD8<Float>] {
    let side = ImageEncoder.side
    let half: Float = 0.70710678
    let cosines = SIMD8<Float>(1, half, 0, -half, -1, -half, 0, half)
    let sines = SIMD8<Float>(0, half, 1, half, 0, -half, -1, -half)
    let count = side * side
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { scratch in
      let rows = scratch.baseAddress.unsafelyUnwrapped
      let smooth = rows + count
      return withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: count) { energy in
        light.withUnsafeBufferPointer { light in
          for y in 0..<side {
            for x in 0..<side {
              let (left, right) = (max(0, x - 1), min(side - 1, x + 1))
              let row = y * side
              rows[row + x] = (light[row + left] + light[row + right]) + 2 * light[row + x]
            }
          }
        }
        for y in 0..<side {
          let (above, below) = (max(0, y - 1) * side, min(side - 1, y + 1) * side)
          for x in 0..<side {
            smooth[y * side + x] =
              ((rows[above + x] + rows[below + x]) + 2 * rows[y * side + x]) * 0.0625
          }
        }
        for y in 0..<side {
          let (above, below) = (max(0, y - 1) * side, min(side - 1, y + 1) * side)
          for x in 0..<side {
            let (left, right) = (max(0, x - 1), min(side - 1, x + 1))
            let across = (smooth[y * side + right] - smooth[y * side + left]) * 0.5
            let down = (smooth[below + x] - smooth[above + x]) * 0.5
            let square = across * across + down * down
            // The cube sharpens the tuning to direction, yet stays as strong as the edge.
            var along = cosines * across + sines * down
            along.replace(with: 0, where: along .< 0)
            energy[y * side + x] = along * along * along / (square + 1e-9)
          }
        }
        return pooling.pool(energy.baseAddress.unsafelyUnwrapped)
      }
    }
  }

  // MARK: Projection

  private func project(_ out: UnsafeMutableBufferPointer<Int16>) {
    let n = ImageEncoder.described
    withUnsafeTemporaryAllocation(of: SIMD4<Int32>.self, capacity: n) { buffer in
      let v = buffer.baseAddress.unsafelyUnwrapped
      for i in 0..<n { v[i] = SIMD4(repeating: Int32(out[i])) }
      for stage in 0..<3 {
        for i in 0..<n { v[i] = v[i] &* signs[stage * n + i] }
        var half = 1
        while half < n {
          var start = 0
          while start < n {
            for i in start..<start + half {
              let (a, b) = (v[i], v[i + half])
              v[i] = a &+ b
              v[i + half] = a &- b
            }
            start += 2 * half
          }
          half *= 2
        }
      }
      for i in 0..<n {
        // A sine of straight parabolas: sin(πx) ≈ 4x(1 - |x|).
        let turned = ((v[i] &* ImageEncoder.frequency) &>> 11) &+ offsets[i]
        let phase = (turned &<< 16) &>> 16
        var size = phase
        size.replace(with: 0 &- phase, where: phase .< 0)
        let wave = (phase &* (32_768 &- size)) &>> 14
        let value = (wave &* ImageEncoder.amplitude &+ 8_192) &>> 14
        for block in 0..<ImageEncoder.blocks {
          out[n * (1 + block) + i] = Int16(truncatingIfNeeded: value[block])
        }
      }
    }
  }
}

extension ImageEncoder {
  /// Gaussian windows on a regular grid, along one side.
  fileprivate struct Pooling: Sendable {
    let places: Int
    /// Per place, its first pixel and the weights from there on.
    let windows: [(start: Int, weights: [Float])]

    init(places: Int, spread: Float) {
      self.places = places
      let side = ImageEncoder.side
      windows = (0..<places).map { place in
        let centre = (Float(place) + 0.5) * Float(side) / Float(places) - 0.5
        let first = max(0, Int(centre - 3 * spread))
        let last = min(side - 1, Int(centre + 3 * spread) + 1)
        var weights = (first...last).map { pixel in
          let away = (Float(pixel) - centre) / spread
          return Elementary.exp(-0.5 * away * away)
        }
        var total: Float = 0
        for weight in weights { total += weight }
        for i in weights.indices { weights[i] /= total }
        return (first, weights)
      }
    }

    func pool(_ plane: [Float]) -> [Float] {
      let side = ImageEncoder.side
      var rows = [Float](repeating: 0, count: places * side)
      var pooled = [Float](repeating: 0, count: places * places)
      for (place, window) in windows.enumerated() {
        for (step, weight) in window.weights.enumerated() {
          let row = (window.start + step) * side
          for x in 0..<side { rows[place * side + x] += plane[row + x] * weight }
        }
      }
      for place in 0..<places {
        for (column, window) in windows.enumerated() {
          var total: Float = 0
          for (step, weight) in window.weights.enumerated() {
            total += rows[place * side + window.start + step] * weight
          }
          pooled[place * places + column] = total
        }
      }
      return pooled
    }

    func pool(_ plane: UnsafePointer<SIMD8<Float>>) -> [SIMD8<Float>] {
      let side = ImageEncoder.side
      var rows = [SIMD8<Float>](repeating: SIMD8<Float>(), count: places * side)
      var pooled = [SIMD8<Float>](repeating: SIMD8<Float>(), count: places * places)
      rows.withUnsafeMutableBufferPointer { rows in
        for (place, window) in windows.enumerated() {
          for (step, weight) in window.weights.enumerated() {
            let row = plane + (window.start + step) * side
            for x in 0..<side { rows[place * side + x] += row[x] * weight }
          }
        }
        for place in 0..<places {
          for (column, window) in windows.enumerated() {
            var total = SIMD8<Float>()
            for (step, weight) in window.weights.enumerated() {
              total += rows[place * side + window.start + step] * weight
            }
            pooled[place * places + column] = total
          }
        }
      }
      return pooled
    }
  }
}
