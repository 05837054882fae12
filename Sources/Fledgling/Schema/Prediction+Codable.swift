extension Prediction: Codable {
  /// Reads the form that ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError` if the value has another form.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .unknown
    } else if let answer = try? container.decode(LabelPrediction.self) {
      self = .label(answer)
    } else {
      self = .number(try container.decode(NumberPrediction.self))
    }
  }

  /// Writes null for ``unknown``, else an object: `labels`, `probabilities` and `threshold` for a
  /// class; `value`, `lower` and `upper` for a number.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .unknown: try container.encodeNil()
    case .label(let answer): try container.encode(answer)
    case .number(let answer): try container.encode(answer)
    }
  }
}

extension LabelPrediction: Codable {
  private enum CodingKeys: String, CodingKey {
    case label, probability, labels, probabilities, threshold
  }

  /// Reads the form that ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError` if a key is missing, or the numbers of labels and probabilities
  ///   differ.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let labels = try container.decode([String].self, forKey: .labels)
    let probabilities = try container.decode([Float].self, forKey: .probabilities)
    guard !labels.isEmpty, labels.count == probabilities.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .probabilities, in: container,
        debugDescription: "\(probabilities.count) probabilities for \(labels.count) labels")
    }
    self.init(
      labels: labels, probabilities: probabilities,
      threshold: try container.decode(Float.self, forKey: .threshold))
  }

  /// Writes the predicted class, its probability, and the whole distribution.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(label, forKey: .label)
    try container.encode(probability, forKey: .probability)
    try container.encode(labels, forKey: .labels)
    try container.encode(probabilities, forKey: .probabilities)
    try container.encode(threshold, forKey: .threshold)
  }
}
