/// The experts over payload fields of a learner that predicts classes.
///
/// Their main state is integer sums, as for all experts; the rest (the texts' logistic regression)
/// is trained again from the stored examples at every consolidation.
struct ClassPayloadExperts: Sendable {
  let perception: PayloadFeatureExtractor
  private(set) var texts: TextClassifier?
  /// A ridge for each of the payload encoders.
  private(set) var ridges: [WideRidge]
  /// Matches the first images, while there are few; the ridge is soon better.
  private(set) var shapes: ShapeNeighbours?
  private var pictures = 0
  /// The number of images learned, in total, after which shapes are no longer used.
  static let shapeLimit = 256

  init(_ perception: PayloadFeatureExtractor) {
    self.perception = perception
    shapes = perception.senses.contains(.image) ? ShapeNeighbours() : nil
    texts = perception.hasTexts ? TextClassifier() : nil
    ridges = perception.widths.map { WideRidge(features: $0) }
  }

  /// The places of the experts in use among all of an ensemble's experts.
  var experts: [Int] {
    (texts == nil
      ? [] : [ClassExpert.textCounts.rawValue, ClassExpert.textLogistic.rawValue])
      + perception.views.map { ClassExpert.ridge(over: $0).rawValue }
      + (perception.senses.contains(.image) ? [ClassExpert.shapes.rawValue] : [])
  }

  mutating func reserve(classes: Int) {
    texts?.reserve(classes: classes)
    shapes?.reserve(classes: classes)
    for index in ridges.indices { ridges[index].reserve(targets: classes) }
  }

  /// Writes each expert's output for an example: log odds of the second of two classes, else
  /// probabilities; the prior if there is no payload.  Of ridges, the values.
  func state(_ t: inout ClassForwardPass, columns c: Int) {
    if let texts, let words = t.payloadFeatures.words {
      let first = ClassExpert.textCounts.rawValue
      if words.count == 0 || texts.columns != c {
        ClassPayloadExperts.stateNothing(first, &t, c)
        ClassPayloadExperts.stateNothing(first + 1, &t, c)
      } else {
        t.stated.withUnsafeMutableBufferPointer { stated in
          let out = stated.baseAddress.unsafelyUnwrapped + first * c
          texts.state(words, into: out)
          guard c > 1 else { return }
          _ = Softmax.normalise(out, c)
          _ = Softmax.normalise(out + c, c)
        }
      }
    }
    if perception.senses.contains(.image) { stateShapes(&t, columns: c) }
    for (index, view) in perception.views.enumerated() {
      let expert = ClassExpert.ridge(over: view).rawValue
      t.isSolved[index] =
        t.payloadFeatures.isPresent[index] && ridges[index].solvedTargets >= max(2, c)
      guard t.isSolved[index] else {
        ClassPayloadExperts.stateNothing(expert, &t, c)
        continue
      }
      ridges[index].state(t.payloadFeatures.rows[index], into: &t.wideValues[index])
    }
  }

  /// Writes the prior.
  private static func stateNothing(_ expert: Int, _ t: inout ClassForwardPass, _ c: Int) {
    for k in 0..<c { t.stated[expert * c + k] = c == 1 ? t.base[0] : t.prior[k] }
  }

  private func stateShapes(_ t: inout ClassForwardPass, columns c: Int) {
    t.views = []
    guard let shapes, shapes.classes == max(2, c),
      let index = perception.senses.firstIndex(of: .image),
      let image = ImageGrid(bytes: t.example.row.payloads[index].bytes)
    else { return ClassPayloadExperts.stateNothing(ClassExpert.shapes.rawValue, &t, c) }
    t.views = ImageDistortionMatcher.views(image.grey, width: image.width, height: image.height)
    shapes.state(t.views, into: &t.likeness)
    let at = ClassExpert.shapes.rawValue * c
    for k in 0..<c { t.stated[at + k] = t.likeness[k] }
    guard c > 1 else { return }
    t.stated.withUnsafeMutableBufferPointer {
      _ = Softmax.normalise($0.baseAddress.unsafelyUnwrapped + at, c)
    }
  }

  /// Learns an example.
  mutating func learn(_ t: ClassForwardPass, label: Int) {
    let payloadFeatures = t.payloadFeatures
    if let shape = t.views.first, shapes != nil {
      shapes?.learn(shape, label: label, place: pictures)
      pictures += 1
      if pictures >= ClassPayloadExperts.shapeLimit { shapes = nil }
    }
    if let words = payloadFeatures.words, words.count > 0 {
      texts?.learn(words, label: label)
    }
    for index in ridges.indices where payloadFeatures.isPresent[index] {
      ridges[index].learn(payloadFeatures.rows[index], label: label)
    }
  }

  /// Adds an example to the sums only.
  mutating func add(_ row: StoredRow, label: Int) {
    guard !perception.isBlank else { return }
    var payloadFeatures = perception.makeImpression()
    perception.extract(row.payloads, into: &payloadFeatures)
    add(payloadFeatures, label: label)
  }

  private mutating func add(_ payloadFeatures: PayloadFeatures, label: Int) {
    if let words = payloadFeatures.words, words.count > 0 { texts?.add(words, label: label) }
    for index in ridges.indices where payloadFeatures.isPresent[index] {
      ridges[index].add(payloadFeatures.rows[index], label: label)
    }
  }

  /// Adds stored examples to the sums, and trains the trained parts on them.
  mutating func relearn(_ retained: ReplayBuffer) {
    extract(retained) { $0.add($1, label: $2) }
    if !perception.isBlank { finalizeFit(retained) }
  }

  /// Subtracts examples from the sums.
  mutating func subtract(_ gone: ReplayBuffer) {
    // Rows are collected first, as subtracting one updates all of a ridge's sums.
    var rows = perception.widths.map { WideRidge(features: $0) }
    extract(gone) { senses, payloadFeatures, label in
      if let words = payloadFeatures.words, words.count > 0 {
        senses.texts?.subtract(words, label: label)
      }
      for index in rows.indices where payloadFeatures.isPresent[index] {
        rows[index].add(payloadFeatures.rows[index], label: label)
      }
    }
    for index in rows.indices { ridges[index].combine(rows[index], sign: -1) }
  }

  /// Calls a closure with the features of each example and its label.
  private mutating func extract(
    _ experiences: ReplayBuffer, _ body: (inout ClassPayloadExperts, PayloadFeatures, Int) -> Void
  ) {
    guard !perception.isBlank else { return }
    var payloadFeatures = perception.makeImpression()
    var row = StoredRow(experiences)
    for age in 0..<experiences.count {
      experiences.copy(age, into: &row)
      perception.extract(row.payloads, into: &payloadFeatures)
      body(&self, payloadFeatures, Int(experiences.outcome(age)))
    }
  }

  /// Adds all other sums; the classes are renumbered.
  mutating func add(sumsOf other: ClassPayloadExperts, numbers: [Int]) {
    if let theirs = other.texts { texts?.combine(theirs, sign: 1, numbers: numbers) }
    for index in ridges.indices {
      ridges[index].combine(other.ridges[index], sign: 1, numbers: numbers)
    }
  }

  /// Solves the ridges from the present sums.
  mutating func solve() {
    for index in ridges.indices { ridges[index].finalizeFit() }
  }

  /// Solves and trains from the sums and the stored examples alone.
  mutating func finalizeFit(_ retained: ReplayBuffer) {
    solve()
    settleShapes(retained)
    guard texts != nil else { return }
    texts?.finalizeFit(perception.texts(of: retained) { Float($0) })
  }

  private mutating func settleShapes(_ retained: ReplayBuffer) {
    guard let index = perception.senses.firstIndex(of: .image) else { return }
    pictures = retained.count
    shapes = nil
    guard retained.count < ClassPayloadExperts.shapeLimit else { return }
    var shapes = ShapeNeighbours()
    var row = StoredRow(retained)
    for age in 0..<retained.count {
      retained.copy(age, into: &row)
      guard let image = ImageGrid(bytes: row.payloads[index].bytes) else { continue }
      shapes.learn(
        ImageDistortionMatcher.prepare(image.grey, width: image.width, height: image.height),
        label: Int(retained.outcome(age)), place: age)
    }
    shapes.reserve(classes: texts?.classes ?? ridges.map(\.targets).max() ?? 2)
    shapes.finalizeFit()
    self.shapes = shapes
  }

  /// Appends the sums, class by class in a given order.
  func writeSums(to writer: inout SnapshotWriter, order: [Int]) {
    var numbers = [Int](repeating: 0, count: order.count)
    for (place, label) in order.enumerated() { numbers[label] = place }
    var sums = ClassPayloadExperts(perception)
    sums.reserve(classes: order.count)
    sums.add(sumsOf: self, numbers: numbers)
    writer.write(sums.texts?.counts)
    for ridge in sums.ridges { writer.write(ridge.sums) }
  }
}

extension ClassPayloadExperts {
  func write(to writer: inout SnapshotWriter) {
    writer.write(texts)
    writer.write(ridges)
    writer.write(shapes)
    writer.write(pictures)
  }

  init(_ perception: PayloadFeatureExtractor, from reader: inout SnapshotReader)
    throws(SnapshotError)
  {
    self.perception = perception
    texts = try reader.read()
    ridges = try reader.read()
    shapes = try reader.read()
    pictures = try reader.read()
    guard (texts != nil) == perception.hasTexts, ridges.map(\.features) == perception.widths else {
      throw .damaged("the experts over payload fields do not fit")
    }
  }
}
