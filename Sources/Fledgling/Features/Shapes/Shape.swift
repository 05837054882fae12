import CKernels

/// The content of an image without its size and place: planes of stroke direction and of ink.
///
/// Five planes of 32 × 32 features of 0…114: edges along →, ↘, ↓ and ↗, and ink; 5 KB. It is a
/// pure function of the image, the same on every machine.
struct Shape: Sendable, Hashable {
  static let side = Int(FK_SHAPE_SIDE)
  static let planes = Int(FK_SHAPE_PLANES)
  static let size = side * side * planes
  static let limit = UInt8(FK_SHAPE_LIMIT)

  /// By plane, then by row.
  let features: [UInt8]
  /// Means of the features over 4 × 4 places.
  let coarse: [UInt8]

  /// - Precondition: there are ``size`` features, none above ``limit``.
  init(features: [UInt8]) {
    precondition(features.count == Shape.size)
    self.features = features
    let cells = Shape.side / 4
    var coarse = [UInt8](repeating: 0, count: Shape.planes * cells * cells)
    for plane in 0..<Shape.planes {
      for y in 0..<cells {
        for x in 0..<cells {
          var sum = 0
          for i in 0..<16 {
            sum += Int(features[(plane * Shape.side + y * 4 + i / 4) * Shape.side + x * 4 + i % 4])
          }
          coarse[(plane * cells + y) * cells + x] = UInt8(sum / 16)
        }
      }
    }
    self.coarse = coarse
  }
}

extension Shape: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) { writer.write(features) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let features: [UInt8] = try reader.read(count: Shape.size)
    guard features.allSatisfy({ $0 <= Shape.limit }) else {
      throw .damaged("a shape's feature is above \(Shape.limit)")
    }
    self.init(features: features)
  }
}
