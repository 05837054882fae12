import CKernels

/// The last experiences, and which of them are nearest.
struct Neighbours: Sendable {
  /// How many are found.
  static let reach = 10

  /// How many the first look returns at most.
  private static let candidates = 64

  /// A near experience: its squared distance and its place.
  struct Found: Sendable {
    var distance: Float
    var place: Int
  }

  let inputs: Int
  let capacity: Int
  private var points: [Float]
  private(set) var outcomes: [Float]
  private(set) var count = 0
  private var head = 0

  init(inputs: Int, capacity: Int) {
    self.inputs = inputs
    self.capacity = Kernels.padded(capacity)
    // Empty places are far away.
    points = [Float](repeating: 1e18, count: self.capacity * inputs)
    outcomes = [Float](repeating: 0, count: self.capacity)
  }

  mutating func add(_ dense: UnsafePointer<Float>, outcome: Float) {
    let lanes = Kernels.alignment
    let block = head / lanes * inputs * lanes + head % lanes
    points.withUnsafeMutableBufferPointer { points in
      for j in 0..<inputs { points[block + j * lanes] = dense[j] }
    }
    outcomes[head] = outcome
    head = head + 1 == capacity ? 0 : head + 1
    count = min(count + 1, capacity)
  }

  /// The nearest, closest first: their places and squared distances.
  ///
  /// - Complexity: O(inputs × capacity).
  func nearest(
    _ dense: UnsafePointer<Float>, scratch: inout [Float],
    into found: inout [Found]
  ) {
    found.removeAll(keepingCapacity: true)
    guard count > 0 else { return }
    let blocks = (count + Kernels.alignment - 1) / Kernels.alignment
    scratch.withUnsafeMutableBufferPointer { distances in
      let bound = Kernels.best.distances(
        dense, inputs, points, blocks, min(Neighbours.reach, count), distances.baseAddress)
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: Neighbours.candidates) { places in
        let number = Kernels.best.below(
          distances.baseAddress, blocks * Kernels.alignment, bound, places.baseAddress)
        if number < Neighbours.candidates {
          for candidate in 0..<number {
            let place = Int(places[candidate])
            Neighbours.insert(Found(distance: distances[place], place: place), into: &found)
          }
        } else {
          // So many are equally far that the first look may not have reached the end.
          for place in 0..<count {
            Neighbours.insert(Found(distance: distances[place], place: place), into: &found)
          }
        }
      }
    }
  }

  @inline(__always)
  private static func insert(_ new: Found, into found: inout [Found]) {
    if found.count == Neighbours.reach {
      if new.distance >= found[found.count - 1].distance { return }
      found.removeLast()
    }
    var at = found.count
    found.append(new)
    while at > 0 && found[at - 1].distance > new.distance {
      found.swapAt(at, at - 1)
      at -= 1
    }
  }
}

extension Neighbours: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(capacity)
    writer.write(points)
    writer.write(outcomes)
    writer.write(count)
    writer.write(head)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    inputs = try reader.read()
    capacity = try reader.read()
    points = try reader.read()
    outcomes = try reader.read()
    count = try reader.read()
    head = try reader.read()
  }
}
