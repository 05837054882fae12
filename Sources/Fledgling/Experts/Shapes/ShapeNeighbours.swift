/// The newest shapes of each class, for comparison with a new shape.
///
/// The stored shapes depend only on the set of learned shapes and their places, not on the order:
/// of each class the ``quota`` shapes with the highest places.  A dropped shape does not return
/// when another is removed; learning the retained examples again restores it.
///
/// Plain shapes are near to all others.  So distances are divided by the fourth root of a shape's
/// distance from those of other classes (after the local scaling of Zelnik-Manor and Perona, 2004).
/// With many shapes a new one does not update the reach of the others until ``finalizeFit()``;
/// after it the state is a function of the stored shapes.
///
/// Memory: ``capacity`` shapes of 5.5 KB, at most 1.4 MB by default.
struct ShapeNeighbours: Sendable {
  /// A learned shape.
  private struct Exemplar: Sendable {
    var place: Int
    var label: Int
    var shape: Shape
    /// The mean distance to the nearest shapes of other classes; zero if there are none.
    var reach: Float = 0
  }

  static let defaultCapacity = 256
  /// The number of shapes, nearest by coarse features, that are matched.
  static let matched = 20
  /// The number of these, the nearest, that are matched in all views.
  static let viewed = 5
  /// The number of shapes of other classes that determine a shape's reach.
  static let rivals = 10
  /// Up to this many shapes, all reaches are computed again with every shape.
  private static let few = 24
  /// The rate at which likeness falls with relative distance.
  private static let sharpness: Float = 12
  /// The likeness of a class without any matched shape.
  private static let floor: Float = 0.002

  let capacity: Int
  private(set) var classes = 2
  /// In ascending order of place.
  private var exemplars: [Exemplar] = []

  /// - Precondition: the capacity is positive.
  init(capacity: Int = ShapeNeighbours.defaultCapacity) {
    precondition(capacity > 0)
    self.capacity = capacity
  }

  var count: Int { exemplars.count }

  /// The places of the stored shapes, ascending.
  var places: [Int] { exemplars.map(\.place) }

  mutating func reserve(classes: Int) { self.classes = max(self.classes, classes) }

  /// The maximum number of shapes of each class, given the number of classes present.
  private func quota(_ present: Int) -> Int { max(1, capacity / max(1, present)) }

  /// Stores a shape; a shape at the same place is replaced.
  ///
  /// The place is the rank of the example in the retained examples; higher is newer.
  ///
  /// - Complexity: O(capacity).
  mutating func learn(_ shape: Shape, label: Int, place: Int) {
    reserve(classes: label + 1)
    forget(place: place)
    let at = exemplars.firstIndex { $0.place > place } ?? exemplars.endIndex
    exemplars.insert(Exemplar(place: place, label: label, shape: shape), at: at)
    trim()
    if count <= ShapeNeighbours.few {
      finalizeFit()
    } else if let at = exemplars.firstIndex(where: { $0.place == place }) {
      exemplars[at].reach = reach(at)
    }
  }

  /// Removes the shape at a place; returns whether there was one.
  @discardableResult
  mutating func forget(place: Int) -> Bool {
    guard let at = exemplars.firstIndex(where: { $0.place == place }) else { return false }
    exemplars.remove(at: at)
    if count <= ShapeNeighbours.few { finalizeFit() }
    return true
  }

  /// Computes the reach of every shape again.
  ///
  /// - Complexity: O(count × ``rivals``) fine distances and O(count²) coarse ones.
  mutating func finalizeFit() {
    let reaches = exemplars.indices.map(reach)
    for i in exemplars.indices { exemplars[i].reach = reaches[i] }
  }

  private func reach(_ at: Int) -> Float {
    let own = exemplars[at]
    let rivals = exemplars.indices
      .filter { exemplars[$0].label != own.label }
      .map {
        (distance: ImageDistortionMatcher.coarseDistance(own.shape, exemplars[$0].shape), at: $0)
      }
      .sorted { ($0.distance, $0.at) < ($1.distance, $1.at) }
      .prefix(ShapeNeighbours.rivals)
    guard !rivals.isEmpty else { return 0 }
    let sum = rivals.reduce(0) {
      $0 + ImageDistortionMatcher.distance(own.shape, exemplars[$1.at].shape)
    }
    return Float(sum) / Float(rivals.count)
  }

  private mutating func trim() {
    var counts = [Int](repeating: 0, count: classes)
    for exemplar in exemplars { counts[exemplar.label] += 1 }
    let quota = quota(counts.count { $0 > 0 })
    exemplars.removeAll { exemplar in
      guard counts[exemplar.label] > quota else { return false }
      counts[exemplar.label] -= 1
      return true
    }
    if exemplars.count > capacity { exemplars.removeFirst(exemplars.count - capacity) }
  }

  /// Scores the similarity of an image to each class.
  ///
  /// - Parameters:
  ///   - views: the image's views, as ``ImageDistortionMatcher/views(_:width:height:)`` returns
  ///     them.
  ///   - scores: receives, for two classes, the log odds of class 1; else a log likeness per class.
  ///     Zeros while there are no shapes.
  /// - Complexity: O(capacity) coarse and at most ``matched`` + ``viewed`` × views fine distances.
  func state(_ views: [Shape], into scores: inout [Float]) {
    var likeness = [Float](repeating: ShapeNeighbours.floor, count: classes)
    let found = nearest(views)
    if let least = found.first?.distance {
      let unit = ShapeNeighbours.sharpness / max(least, 1)
      for near in found {
        likeness[near.label] += Elementary.exp(-unit * (near.distance - least))
      }
    }
    if classes == 2 {
      scores = [Elementary.log(likeness[1]) - Elementary.log(likeness[0])]
    } else {
      scores = likeness.map(Elementary.log)
    }
  }

  /// A matched shape.
  struct Found: Sendable, Hashable {
    /// The distance after local scaling.
    var distance: Float
    var label: Int
    var place: Int
  }

  /// The matched shapes, nearest first; of equally near ones the oldest first.
  func nearest(_ views: [Shape]) -> [Found] {
    guard let plain = views.first else { return [] }
    let coarse = exemplars.indices
      .map { (distance: ImageDistortionMatcher.coarseDistance(plain, exemplars[$0].shape), at: $0) }
      .sorted { ($0.distance, $0.at) < ($1.distance, $1.at) }
      .prefix(ShapeNeighbours.matched)
    var fine =
      coarse
      .map { (distance: ImageDistortionMatcher.distance(plain, exemplars[$0.at].shape), at: $0.at) }
      .sorted { ($0.distance, $0.at) < ($1.distance, $1.at) }
    let turned = views.dropFirst()
    for i in fine.indices.prefix(ShapeNeighbours.viewed) {
      for view in turned {
        fine[i].distance = ImageDistortionMatcher.distance(
          view, exemplars[fine[i].at].shape, atMost: fine[i].distance)
      }
    }
    let found = fine.map { match in
      let exemplar = exemplars[match.at]
      return Found(
        distance: Float(match.distance) / max(exemplar.reach, 1).squareRoot().squareRoot(),
        label: exemplar.label, place: exemplar.place)
    }
    return found.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }
  }
}

extension ShapeNeighbours: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(capacity)
    writer.write(classes)
    writer.write(exemplars.map(\.place))
    writer.write(exemplars.map(\.label))
    writer.write(exemplars.map(\.reach))
    writer.write(exemplars.map(\.shape))
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let capacity = try reader.read(Int.self)
    let classes = try reader.read(Int.self)
    guard (1...1 << 16).contains(capacity), (2...1 << 20).contains(classes) else {
      throw .damaged("\(capacity) shapes of \(classes) classes")
    }
    let places: [Int] = try reader.read()
    let labels: [Int] = try reader.read(count: places.count)
    let reaches: [Float] = try reader.read(count: places.count)
    let shapes: [Shape] = try reader.read()
    guard places.count <= capacity, shapes.count == places.count else {
      throw .damaged("\(shapes.count) shapes in \(places.count) places of \(capacity)")
    }
    guard zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }),
      labels.allSatisfy({ (0..<classes).contains($0) })
    else { throw .damaged("the places or the classes of shapes") }
    guard reaches.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw .damaged("a shape's reach is not a distance")
    }
    self.init(capacity: capacity)
    self.classes = classes
    exemplars = places.indices.map {
      Exemplar(place: places[$0], label: labels[$0], shape: shapes[$0], reach: reaches[$0])
    }
  }
}
