extension ImageGrid: Codable {
  private enum CodingKeys: String, CodingKey {
    case width, height, channels, pixels
  }

  /// Reads the form that ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError` if the number of pixels does not match the size.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let pixels = try container.decode([UInt8].self, forKey: .pixels)
    let image = ImageGrid(
      width: try container.decode(Int.self, forKey: .width),
      height: try container.decode(Int.self, forKey: .height),
      channels: try container.decode(Int.self, forKey: .channels), pixels: pixels)
    guard let image else {
      throw DecodingError.dataCorruptedError(
        forKey: .pixels, in: container,
        debugDescription: "\(pixels.count) pixels do not fit the size of the image")
    }
    self = image
  }

  /// Writes the size and the pixels, row by row.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(channels, forKey: .channels)
    try container.encode(pixels, forKey: .pixels)
  }
}
