/// One text, vector or image field of an example as it is stored: whole, as bytes.
struct PayloadField: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case text
    case vector(width: Int)
    case image
    /// The state of the example's sequence, which depends on this many numbers of each earlier
    /// example.
    case liquid(inputs: Int)
  }

  /// The maximum number of numeric fields that a sequence's state follows.
  static let sequenceInputs = 64

  let name: String
  let kind: Kind
  /// The field that it is read from.
  let field: Int

  /// Whether the content comes from history rather than from the example.
  var isDerived: Bool { if case .liquid = kind { true } else { false } }

  /// The payload fields of a schema.
  static func senses(of schema: Schema) -> [PayloadField] {
    let numbers = min(sequenceInputs, schema.fields.count { $0.kind == .number })
    return schema.fields.enumerated().compactMap { index, field in
      switch field.kind {
      case .text: PayloadField(name: field.name, kind: .text, field: index)
      case .vector: PayloadField(name: field.name, kind: .vector(width: field.width), field: index)
      case .image: PayloadField(name: field.name, kind: .image, field: index)
      case .sequence:
        PayloadField(name: "\(field.name) (state)", kind: .liquid(inputs: numbers), field: index)
      case .number, .category, .boolean, .dateTime: nil
      }
    }
  }
}

extension PayloadField.Kind {
  /// The code of the kind in snapshots.
  var code: Int {
    switch self {
    case .text: 0
    case .image: 1
    case .liquid(let inputs): 8_192 + inputs
    case .vector(let width): 2 + width
    }
  }

  init(code: Int) throws(SnapshotError) {
    switch code {
    case 0: self = .text
    case 1: self = .image
    case let code where (0...PayloadField.sequenceInputs).contains(code - 8_192):
      self = .liquid(inputs: code - 8_192)
    case let code where Field.widths.contains(code - 2): self = .vector(width: code - 2)
    default: throw .damaged("a sense is of unknown kind \(code)")
    }
  }
}
