/// A fixed summary of a text, a vector or an image by a few numbers, the same in every monitor.
///
/// Nothing is fitted: a text's hashed words and a vector's components are projected with random
/// signs (Weinberger et al. 2009; Achlioptas 2003); an image is summarised by its brightness on a
/// coarse grid.
enum PayloadSummary {
  /// The number of summary values: a power of two, and a square.
  static let count = 16
  private static let imageSide = 4

  /// - Returns: ``count`` numbers; `nil` if the value is missing or of another kind.
  /// - Complexity: O(size of the value).
  static func of(_ value: Value) -> [Float]? {
    switch value {
    case .text(let text): aspects(of: text)
    case .vector(let vector): aspects(of: vector)
    case .image(let image): aspects(of: image)
    case .missing, .number, .category: nil
    }
  }

  private static func aspects(of text: String) -> [Float] {
    var features = TextFeatures()
    features.read(Payload(text).bytes)
    return withUnsafeTemporaryAllocation(of: Int16.self, capacity: count) { out in
      TextProjection.project(features, into: out.baseAddress.unsafelyUnwrapped, size: count)
      return out.map { Float($0) / TextProjection.unit }
    }
  }

  private static func aspects(of vector: [Float]) -> [Float] {
    let scale = 1 / Float(max(1, vector.count)).squareRoot()
    return (0..<count).map { aspect in
      var random = SplitMix64(seed: UInt64(aspect) + 1)
      var signs: UInt64 = 0
      var sum: Float = 0
      for (place, number) in vector.enumerated() {
        if place & 63 == 0 { signs = random.next() }
        sum += signs & 1 == 0 ? number : -number
        signs >>= 1
      }
      return sum * scale
    }
  }

  private static func aspects(of image: ImageGrid) -> [Float] {
    let light = FixedImageNormalization(image).light
    let side = ImageEncoder.side
    let cell = side / imageSide
    return (0..<count).map { aspect in
      var sum: Float = 0
      for y in 0..<cell {
        for x in 0..<cell {
          sum += light[(aspect / imageSide * cell + y) * side + aspect % imageSide * cell + x]
        }
      }
      return sum / Float(cell * cell)
    }
  }
}
