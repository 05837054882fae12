extension Value: Codable {
  private enum CodingKeys: String, CodingKey {
    case category, image
  }

  /// Reads null as missing, a number, a text, true or false, an array of numbers as a vector, and
  /// the objects that ``encode(to:)`` writes for images and for categories known only by their
  /// hash.
  ///
  /// - Throws: `DecodingError` if the value has none of these forms.
  public init(from decoder: any Swift.Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: CodingKeys.self) {
      if let bits = try keyed.decodeIfPresent(UInt64.self, forKey: .category) {
        self = .category(StableHash(bits: bits))
      } else {
        self = .image(try keyed.decode(ImageGrid.self, forKey: .image))
      }
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .missing
    } else if let isTrue = try? container.decode(Bool.self) {
      self = .boolean(isTrue)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .vector(try container.decode([Float].self))
    }
  }

  /// Writes null, a number, a text or an array; an object for an image, and for a category of which
  /// only the hash is known.
  public func encode(to encoder: any Swift.Encoder) throws {
    switch self {
    case .category(let hash):
      var keyed = encoder.container(keyedBy: CodingKeys.self)
      try keyed.encode(hash.bits, forKey: .category)
      return
    case .image(let image):
      var keyed = encoder.container(keyedBy: CodingKeys.self)
      try keyed.encode(image, forKey: .image)
      return
    default: break
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .vector(let vector): try container.encode(vector)
    case .missing, .category, .image: try container.encodeNil()
    }
  }
}
