/// Reduces images: each new pixel is the mean of the area it covers.
enum AreaAverage {
  /// The unit of pixel weights: a pixel that lies wholly inside an area weighs this much.
  private static let unit = 256

  /// The areas along one side: for each new pixel, the first old pixel and the weights from there
  /// on.
  private static func areas(_ from: Int, _ to: Int) -> [(first: Int, weights: [Int])] {
    (0..<to).map { place in
      let start = place * from * unit / to
      let end = max(start + 1, (place + 1) * from * unit / to)
      let first = start / unit
      let last = (end - 1) / unit
      return (
        first,
        (first...last).map { min(end, ($0 + 1) * unit) - max(start, $0 * unit) }
      )
    }
  }

  /// - Complexity: O(old pixels).
  static func reduced(
    _ pixels: [UInt8], width: Int, height: Int, channels: Int, toWidth: Int, height toHeight: Int
  ) -> [UInt8] {
    let across = areas(width, toWidth)
    let down = areas(height, toHeight)
    var result: [UInt8] = []
    result.reserveCapacity(toWidth * toHeight * channels)
    pixels.withUnsafeBufferPointer { pixels in
      for row in down {
        for column in across {
          for channel in 0..<channels {
            var sum = 0
            var weight = 0
            for (y, high) in row.weights.enumerated() {
              var at = ((row.first + y) * width + column.first) * channels + channel
              for wide in column.weights {
                sum += Int(pixels[at]) * high * wide
                weight += high * wide
                at += channels
              }
            }
            result.append(UInt8((sum + weight / 2) / weight))
          }
        }
      }
    }
    return result
  }
}
