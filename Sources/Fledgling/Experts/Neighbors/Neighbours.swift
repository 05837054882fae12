import CKernels

/// Stores the last examples, and finds the nearest of them.
struct Neighbours: Sendable {
  /// The number of neighbours found.
  static let reach = 10

  /// A near example: its squared distance and its place.
  struct Found: Sendable {
    var distance: Float
    var place: Int
  }

  let inputs: Int
  let capacity: Int
  /// Coordinates are stored in units of 1 / this.
  private let unit: Float
  /// Pairs of coordinates; the last may be half empty.
  private let pairs: Int
  private var points: [Int16]
  private(set) var outcomes: [Float]
  private var ring: Ring

  init(inputs: Int, capacity: Int) {
    self.inputs = inputs
    self.capacity = Kernels.padded(capacity)
    // If inputs share coordinates these grow, and squared distances must stay below 2^31.
    unit = inputs < ColumnEncoder.denseLimit ? 2_048 : 512
    pairs = (inputs + 1) / 2
    points = [Int16](repeating: 0, count: self.capacity * pairs * 2)
    outcomes = [Float](repeating: 0, count: self.capacity)
    ring = Ring(capacity: self.capacity)
  }

  /// The number of stored examples.
  var count: Int { ring.count }

  @inline(__always)
  private static func coordinate(_ value: Float, _ unit: Float) -> Int16 {
    Int16(Elementary.round(max(-8_191, min(8_191, value * unit))))
  }

  mutating func add(_ dense: UnsafePointer<Float>, outcome: Float) {
    let lanes = Kernels.alignment
    let head = ring.advance()
    let place = head / lanes * pairs * lanes * 2 + head % lanes * 2
    for j in 0..<inputs {
      points[place + j / 2 * lanes * 2 + j % 2] = Neighbours.coordinate(dense[j], unit)
    }
    outcomes[head] = outcome
  }

  /// The nearest, closest first, the first of equals first: their places and squared distances.
  ///
  /// - Complexity: O(inputs × capacity).
  func nearest(
    _ dense: UnsafePointer<Float>, scratch: inout [Int32], into found: inout [Found]
  ) {
    found.removeAll(keepingCapacity: true)
    guard count > 0 else { return }
    let reach = Neighbours.reach
    // Safety: `dense` has `inputs` values, at most two for each of the `pairs`; `points` has whole
    // blocks for `capacity`, `scratch` a distance for each; found places are below `count`.
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: pairs * 2) { x in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: reach * 2) { nearest in
        x[pairs * 2 - 1] = 0
        for j in 0..<inputs { x[j] = Neighbours.coordinate(dense[j], unit) }
        let places = nearest.baseAddress.unsafelyUnwrapped
        let number = Kernels.best.nearest(
          x.baseAddress, pairs, points, count, reach, &scratch, places, places + reach)
        let square = 1 / (unit * unit)
        for rank in 0..<number {
          found.append(
            Found(distance: Float(nearest[reach + rank]) * square, place: Int(nearest[rank])))
        }
      }
    }
  }
}

extension Neighbours: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(capacity)
    writer.write(points)
    writer.write(outcomes)
    ring.write(to: &writer)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let inputs = try reader.read(Int.self)
    let capacity = try reader.read(Int.self)
    guard (1...ColumnEncoder.denseLimit).contains(inputs), (1...1 << 20).contains(capacity) else {
      throw .damaged("\(capacity) neighbours of \(inputs) inputs")
    }
    self.init(inputs: inputs, capacity: capacity)
    points = try reader.read(count: points.count)
    outcomes = try reader.read(count: outcomes.count)
    ring = try Ring(from: &reader)
    guard ring.capacity == self.capacity else {
      throw .damaged("\(ring.capacity) neighbours in \(self.capacity) places")
    }
  }
}
