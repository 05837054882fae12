extension Field: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, kind, dayFirst, width
  }

  /// Reads what ``encode(to:)`` writes; `dayFirst` and `width` may be missing.
  ///
  /// - Throws: `DecodingError` if something else is missing or of the wrong kind.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(String.self, forKey: .name),
      try container.decode(Kind.self, forKey: .kind),
      isDayFirst: try container.decodeIfPresent(Bool.self, forKey: .dayFirst) ?? false,
      width: try container.decodeIfPresent(Int.self, forKey: .width) ?? 0)
  }

  /// Writes the name and the kind, and what else matters to the kind.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(kind, forKey: .kind)
    if isDayFirst { try container.encode(true, forKey: .dayFirst) }
    if width > 0 { try container.encode(width, forKey: .width) }
  }
}

extension Schema: Codable {
  private enum CodingKeys: String, CodingKey {
    case fields, target, task, notation
  }

  /// Reads what ``encode(to:)`` writes; `notation` may be missing.
  ///
  /// - Throws: `DecodingError`; ``SchemaError`` if there cannot be such a schema.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      fields: try container.decode([Field].self, forKey: .fields),
      target: try container.decode(String.self, forKey: .target),
      task: try container.decode(LearningTask.self, forKey: .task),
      notation: try container.decodeIfPresent(TableNotation.self, forKey: .notation)
        ?? TableNotation())
  }

  /// Writes the fields in their order, the target, the task and the notation of tables.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(fields, forKey: .fields)
    try container.encode(target, forKey: .target)
    try container.encode(task, forKey: .task)
    if notation != TableNotation() { try container.encode(notation, forKey: .notation) }
  }
}
