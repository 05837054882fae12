/// Cases with fixed answers, and the neighbourhood in which each one counts.
///
/// At a pinned case the answer is its outcome; towards the edge of its reach it blends into the
/// learner's own prediction, and beyond it nothing changes.  The reach ends at the nearest example
/// with another outcome, and at the latest at the tenth nearest example: a pin covers the case and
/// similar ones, but does not override evidence.  The kernel is the biweight (Epanechnikov 1969,
/// Cleveland 1979).
struct Pins: Sendable {
  /// The maximum number of pinned cases.
  static let limit = 1_000
  /// The weight of a pinned class at the case itself; a pinned number has weight one.
  static let weight: Float = 0.98
  /// The number of newest examples among which a reach is measured, and the rank at which it ends.
  static let neighbourhood = 5_000
  static let rank = 10

  struct Case: Sendable {
    let id: String
    /// The example's own content; history features are missing.
    let row: StoredRow
    /// The fixed outcome: a label's text, or a number.
    let outcome: Outcome
    /// The square of its reach, in the space of dense inputs that come from the example itself.
    var reach: Float = 0
    /// Those inputs under the present encoder.
    var point: [Float] = []

    /// Its weight at the case itself.
    var ownWeight: Float { if case .number = outcome { 1 } else { Pins.weight } }

    /// Whether both fix the answer to the same case.
    func isRival(of other: Case) -> Bool {
      row == other.row || (!id.isEmpty && id == other.id)
    }
  }

  private(set) var cases: [Case] = []

  var isEmpty: Bool { cases.isEmpty }

  /// Adds a case; replaces an earlier one with the same cells or id.
  mutating func add(_ pin: Case) {
    cases.removeAll { $0.isRival(of: pin) }
    cases.append(pin)
    cases.sort {
      $0.id != $1.id ? $0.id < $1.id : $0.row.precedes($1.row)
    }
  }

  /// Adds another learner's cases; of two different answers to one case, the same one wins in
  /// whichever order learners are merged.
  mutating func unite(_ other: Pins) {
    for pin in other.cases
    where !cases.contains(where: { $0.isRival(of: pin) && $0.outcome.text > pin.outcome.text }) {
      add(pin)
    }
  }

  mutating func remove(_ isGone: (Case) -> Bool) { cases.removeAll(where: isGone) }

  /// Measures the reach of every case again.
  mutating func measure(_ view: PinSpace, among retained: ReplayBuffer, tolerance: Double) {
    for index in cases.indices { cases[index].point = view.point(cases[index].row) }
    var nearest = cases.map { _ in [Float]() }
    var contrary = [Float](repeating: .infinity, count: cases.count)
    var row = view.layout.blank
    for age in max(0, retained.count - Pins.neighbourhood)..<retained.count {
      retained.copy(age, into: &row)
      let point = view.point(row)
      for (index, pin) in cases.enumerated() {
        let distance = Pins.distance(point, pin.point)
        nearest[index].append(distance)
        if view.isContrary(retained.outcome(age), to: pin.outcome, tolerance: tolerance) {
          contrary[index] = min(contrary[index], distance)
        }
      }
    }
    for index in cases.indices {
      let sorted = nearest[index].sorted()
      let edge = sorted.isEmpty ? 0 : sorted[min(Pins.rank, sorted.count) - 1]
      cases[index].reach = min(edge, contrary[index])
    }
  }

  /// The case with the greatest weight at an example, and that weight.
  func strongest(_ row: StoredRow, _ view: PinSpace) -> (pin: Case, weight: Float)? {
    let point = view.point(row)
    var best: (pin: Case, weight: Float)?
    for pin in cases {
      // An identical case takes precedence over one that differs only in a text, vector or image.
      if view.layout.haveSameContent(row, pin.row) { return (pin, pin.ownWeight) }
      guard pin.reach > 0 else { continue }
      var weight: Float = 0
      let share = Pins.distance(point, pin.point) / pin.reach
      if share < 1 { weight = Pins.weight * (1 - share) * (1 - share) }
      if weight > best?.weight ?? 0 { best = (pin, weight) }
    }
    return best
  }

  private static func distance(_ a: [Float], _ b: [Float]) -> Float {
    var sum: Float = 0
    for index in a.indices { sum += (a[index] - b[index]) * (a[index] - b[index]) }
    return sum
  }
}

/// The space in which pinned cases are compared with examples: the inputs that come from the
/// example itself.
struct PinSpace {
  let bank: FeatureMap
  let layout: RowLayout
  let classes: [String]
  private let isOwn: [Bool]

  init(bank: FeatureMap, layout: RowLayout, classes: [String]) {
    self.bank = bank
    self.layout = layout
    self.classes = classes
    isOwn = bank.encoder.ownInputs(layout.columns)
  }

  /// The dense inputs; those from history are zero.
  func point(_ row: StoredRow) -> [Float] {
    var example = bank.makeExample()
    example.row = row
    bank.encoder.encode(row.cells, rests: row.rests, into: &example)
    for input in example.dense.indices where !isOwn[input] { example.dense[input] = 0 }
    return example.dense
  }

  func isContrary(_ kept: Double, to outcome: Outcome, tolerance: Double) -> Bool {
    switch outcome {
    case .label(let label): classes[Int(kept)] != label
    case .number(let number): abs(kept - number) > tolerance
    }
  }
}

extension Pins.Case: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(id)
    writer.write(row)
    switch outcome {
    case .label(let label):
      writer.write(UInt8(0))
      writer.write(label)
    case .number(let number):
      writer.write(UInt8(1))
      writer.write(number)
    }
    writer.write(reach)
    writer.write(point)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    id = try reader.read()
    row = try reader.read()
    if try reader.read(UInt8.self) == 0 {
      outcome = .label(try reader.read())
    } else {
      outcome = .number(try reader.read())
    }
    reach = try reader.read()
    point = try reader.read()
  }
}

extension Pins: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) { writer.write(cases) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    cases = try reader.read()
    guard cases.count <= Pins.limit else { throw .damaged("\(cases.count) pinned cases") }
  }
}
