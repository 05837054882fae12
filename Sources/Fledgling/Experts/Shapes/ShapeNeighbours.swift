/// The newest shapes of each class, and which classes a new shape looks like.
///
/// What is kept depends only on the set of what was learned and its places, not on the order: of each
/// class the shapes with the highest places, as many as ``quota``. A shape that was dropped does not
/// come back when another is forgotten; learning the retained examples again brings it back.
///
/// Plain shapes are near to everything. So distances are divided by the fourth root of how far a shape
/// is from those of other classes (after the local scaling of Zelnik-Manor and Perona, 2004). With
/// many shapes a new one leaves the reach of the others as it was until ``finalizeFit()``, after which all
/// is a function of what is kept.
///
/// Memory: ``capacity`` shapes of 5.5 KB, 1.4 MB at most by default.
struct ShapeNeighbours: Sendable {
  /// A shape that was learned.
  private struct Exemplar: Sendable {
    var place: Int
    var label: Int
    var shape: Shape
    /// The mean distance to the nearest shapes of other classes; zero where there are none.
    var reach: Float = 0
  }

  static let defaultCapacity = 256
  /// How many shapes, nearest by coarse features, are matched.
  static let matched = 20
  /// How many of these, the nearest, are matched in all encoders.
  static let viewed = 5
  /// How many shapes of other classes say how far a shape reaches.
  static let rivals = 10
  /// With no more shapes than this all reaches are taken again with every shape.
  private static let few = 24
  /// How fast likeness falls with relative distance.
  private static let sharpness: Float = 12
  /// The likeness of a class of which nothing was matched.
  private static let floor: Float = 0.002

  let capacity: Int
  private(set) var classes = 2
  /// By rising place.
  private var exemplars: [Exemplar] = []

  /// - Precondition: the capacity is positive.
  init(capacity: Int = ShapeNeighbours.defaultCapacity) {
    precondition(capacity > 0)
    self.capacity = capacity
  }

  var count: Int { exemplars.count }

  /// The places of what is kept, rising.
  var places: [Int] { exemplars.map(\.place) }

  mutating func reserve(classes: Int) { self.classes = max(self.classes, classes) }

  /// How many shapes each of the classes present may keep.
  private func quota(_ present: Int) -> Int { max(1, capacity / max(1, present)) }

  /// Keeps a shape; a place that is taken gets the new one.
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

  /// Drops what was learned at a place; returns whether it was there.
  @discardableResult
  mutating func forget(place: Int) -> Bool {
    guard let at = exemplars.firstIndex(where: { $0.place == place }) else { return false }
    exemplars.remove(at: at)
    if count <= ShapeNeighbours.few { finalizeFit() }
    return true
  }

  /// Takes the reach of every shape again.
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

  /// How much the image looks like each class.
  ///
  /// - Parameters:
  ///   - encoders: those of the image, as ``ImageDistortionMatcher/encoders(_:width:height:)`` gives them.
  ///   - scores: of two classes one value, the log odds of class 1; else a logarithm of likeness per
  ///     class. Zeros while nothing is known.
  /// - Complexity: O(capacity) coarse and at most ``matched`` + ``viewed`` × encoders fine distances.
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
    /// After local scaling.
    var distance: Float
    var label: Int
    var place: Int
  }

  /// The matched shapes, nearest first, the oldest of equals first.
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
