/// The stored examples of a learner: keys, cells and outcomes, for refits, trees and rebuilds.
///
/// Bounded: once ``capacity`` examples are stored, the oldest is overwritten; once the contents of
/// texts, vectors and images exceed ``byteLimit``, the oldest eighth is dropped.
struct ReplayBuffer: Sendable {
  /// The maximum number of stored cells: 32 mebibytes.
  static let cellLimit = 1 << 23
  /// The maximum number of stored examples.
  static let rowLimit = 1 << 17
  /// The maximum number of bytes of texts, vectors and images: 64 mebibytes.
  static let byteLimit = 1 << 26
  /// The maximum number of examples from which trees are grown.
  static let treeLimit = 1 << 16

  let columns: Int
  let senses: Int
  let capacity: Int
  private(set) var keys: [ExampleKey] = []
  private(set) var cells: [UInt32] = []
  /// Per example, the content of each payload field.
  private(set) var payloads: [Payload] = []
  /// The number of bytes in ``payloads``.
  private(set) var bytes = 0
  /// A class index, or a number in its original unit.
  private(set) var outcomes: [Double] = []
  /// The rests of large numbers.
  private(set) var rests = KeptRests()
  private var ring: Ring

  init(columns: Int, senses: Int) {
    self.columns = columns
    self.senses = senses
    capacity = ReplayBuffer.capacity(columns: columns)
    ring = Ring(capacity: capacity)
  }

  private static func capacity(columns: Int) -> Int {
    max(1_024, min(rowLimit, cellLimit / max(1, columns)))
  }

  var count: Int { outcomes.count }

  mutating func add(_ row: StoredRow, outcome: Double, key: ExampleKey) {
    if senses > 0 { makeRoom(for: row) }
    let isFull = ring.isFull
    let head = ring.advance()
    if !isFull {
      rests.append(row.rests, after: outcomes.count)
      cells += row.cells
      payloads += row.payloads
      outcomes.append(outcome)
      keys.append(key)
    } else {
      rests.replace(head, with: row.rests, count: outcomes.count)
      for column in 0..<columns { cells[head * columns + column] = row[column] }
      for sense in 0..<senses {
        bytes -= payloads[head * senses + sense].bytes.count
        payloads[head * senses + sense] = row.payloads[sense]
      }
      outcomes[head] = outcome
      keys[head] = key
    }
  }

  /// Drops the oldest examples if the payloads become too large.
  private mutating func makeRoom(for row: StoredRow) {
    let added = row.byteCount
    bytes += added
    while bytes > ReplayBuffer.byteLimit, count > 0 {
      self = newest(count * 7 / 8)
      bytes += added
    }
  }

  /// The place of the `age`th example, counted from the oldest.
  private func place(_ age: Int) -> Int { ring.place(age) }

  /// The examples of these ages, in this order.
  ///
  /// - Complexity: O(ages × columns).
  func selection(_ ages: some Collection<Int>) -> ReplayBuffer {
    var selection = ReplayBuffer(columns: columns, senses: senses)
    selection.cells.reserveCapacity(ages.count * columns)
    selection.outcomes.reserveCapacity(ages.count)
    selection.keys.reserveCapacity(ages.count)
    for age in ages {
      let row = place(age)
      selection.cells += cells[row * columns..<(row + 1) * columns]
      if senses > 0 { selection.payloads += payloads[row * senses..<(row + 1) * senses] }
      selection.outcomes.append(outcomes[row])
      selection.keys.append(keys[row])
    }
    if !rests.isEmpty { selection.rests = rests.selection(ages.map { place($0) }) }
    selection.ring = Ring(capacity: capacity, count: ages.count)
    selection.countBytes()
    return selection
  }

  private mutating func countBytes() {
    bytes = payloads.reduce(0) { $0 + $1.bytes.count }
  }

  /// The newest `count` examples, oldest first.
  func newest(_ count: Int) -> ReplayBuffer {
    selection(self.count - min(count, self.count)..<self.count)
  }

  /// The examples from which trees are grown: the newest, no more than can be grown from quickly.
  var forTrees: ReplayBuffer {
    count > ReplayBuffer.treeLimit ? newest(ReplayBuffer.treeLimit) : self
  }

  /// All examples in the order of their keys; those with equal keys in the order of arrival.
  ///
  /// - Complexity: O(*n* log *n*).
  func sorted() -> ReplayBuffer {
    let ages = (0..<count).map { (key: keys[place($0)], age: $0) }
    return selection(ages.sorted { ($0.key, $0.age) < ($1.key, $1.age) }.map(\.age))
  }

  /// Drops the examples of these ages, ascending.
  ///
  /// - Complexity: O(examples × columns), as a move of memory.
  mutating func remove(_ ages: [Int]) {
    guard let first = ages.first else { return }
    if ring.oldest > 0 { self = newest(count) }
    if !rests.isEmpty {
      let gone = Set(ages)
      rests = rests.selection((0..<count).filter { !gone.contains($0) })
    }
    var to = first
    for (index, age) in ages.enumerated() {
      let from = age + 1
      let end = index + 1 < ages.count ? ages[index + 1] : count
      ReplayBuffer.move(&keys, from..<end, to: to, width: 1)
      ReplayBuffer.move(&outcomes, from..<end, to: to, width: 1)
      ReplayBuffer.move(&cells, from..<end, to: to, width: columns)
      for place in 0..<(end - from) * senses {
        payloads[to * senses + place] = payloads[from * senses + place]
      }
      to += end - from
    }
    keys.removeLast(keys.count - to)
    outcomes.removeLast(outcomes.count - to)
    cells.removeLast(cells.count - to * columns)
    payloads.removeLast(payloads.count - to * senses)
    ring = Ring(capacity: capacity, count: to)
    countBytes()
  }

  private static func move<Element: BitwiseCopyable>(
    _ elements: inout [Element], _ rows: Range<Int>, to row: Int, width: Int
  ) {
    guard !rows.isEmpty else { return }
    // Safety: rows up to the end of `rows` are held, `width` elements each, and `row` is not above
    // their beginning, so both ends of the move lie within.
    elements.withUnsafeMutableBufferPointer { elements in
      let base = elements.baseAddress.unsafelyUnwrapped
      (base + row * width).update(from: base + rows.lowerBound * width, count: rows.count * width)
    }
  }

  /// The newest examples of two sets by their keys, as many as can be stored.
  func united(_ other: ReplayBuffer) -> ReplayBuffer {
    let places =
      (0..<count).map { (key: keys[$0], isOwn: true, place: $0) }
      + (0..<other.count).map { (key: other.keys[$0], isOwn: false, place: $0) }
    let newest = places.sorted { $0.key > $1.key }.prefix(capacity)
    var bytes = 0
    let fitting = newest.prefix { entry in
      let source = entry.isOwn ? self : other
      for sense in 0..<senses { bytes += source.payloads[entry.place * senses + sense].bytes.count }
      return bytes <= ReplayBuffer.byteLimit
    }
    var united = ReplayBuffer(columns: columns, senses: senses)
    for entry in fitting.reversed() {
      let source = entry.isOwn ? self : other
      var row = StoredRow(
        cells: Array(source.cells[entry.place * columns..<(entry.place + 1) * columns]),
        payloads: Array(source.payloads[entry.place * senses..<(entry.place + 1) * senses]))
      source.rests.copy(entry.place, into: &row.rests)
      united.add(row, outcome: source.outcomes[entry.place], key: entry.key)
    }
    return united
  }

  /// The ages of the examples whose keys have these hashes.
  ///
  /// - Complexity: O(examples).
  func ages(of hashes: Set<UInt64>) -> [Int] {
    var ages: [Int] = []
    // Most hashes are not in the set; one bit of a small table shows that faster than a set does.
    let bits = 1 << 20
    var isMaybe = [UInt64](repeating: 0, count: bits / 64)
    func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 1) & (bits - 1) }
    for hash in hashes { isMaybe[place(hash) / 64] |= 1 << UInt64(place(hash) % 64) }
    for age in 0..<count {
      let hash = keys[self.place(age)].hash
      let bit = place(hash)
      if isMaybe[bit / 64] >> UInt64(bit % 64) & 1 == 1, hashes.contains(hash) { ages.append(age) }
    }
    return ages
  }

  /// Renumbers classes.
  mutating func renumber(_ numbers: [Int]) {
    for row in outcomes.indices { outcomes[row] = Double(numbers[Int(outcomes[row])]) }
  }

  /// Makes the cells of some columns missing in every example.
  mutating func clear(_ columns: [Column], where isCleared: (Column) -> Bool) {
    let cleared = columns.indices.filter { isCleared(columns[$0]) }
    rests.remove(Set(cleared))
    for row in 0..<count {
      for column in cleared {
        cells[row * self.columns + column] = Cell.missing(columns[column].kind)
      }
    }
  }

  /// Gives every example, in the order in which they are stored, another outcome.
  mutating func setOutcomes(_ outcomes: [Double]) {
    precondition(outcomes.count == count, "an outcome for each example")
    self.outcomes = outcomes
  }

  /// One column of every example.
  func column(_ column: Int) -> some Sequence<UInt32> {
    stride(from: column, to: cells.count, by: columns).lazy.map { [cells] in cells[$0] }
  }

  func key(_ age: Int) -> ExampleKey { keys[place(age)] }
  func outcome(_ age: Int) -> Double { outcomes[place(age)] }

  /// Writes one example's content.
  @inline(__always)
  func copy(_ age: Int, into out: inout StoredRow) {
    let place = place(age)
    let first = place * columns
    for column in 0..<columns { out.cells[column] = cells[first + column] }
    rests.copy(place, into: &out.rests)
    guard senses > 0 else { return }
    for sense in 0..<senses { out.payloads[sense] = payloads[place * senses + sense] }
  }
}

extension ReplayBuffer: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(columns)
    writer.write(senses)
    writer.write(cells)
    writer.write(payloads)
    writer.write(outcomes)
    writer.write(rests)
    writer.write(keys)
    ring.write(to: &writer)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    columns = try reader.read()
    guard (1...1 << 16).contains(columns) else {
      throw .damaged("examples of \(columns) columns")
    }
    senses = try reader.read()
    capacity = ReplayBuffer.capacity(columns: columns)
    cells = try reader.read()
    payloads = try reader.read()
    outcomes = try reader.read()
    rests = try reader.read()
    keys = try reader.read(count: outcomes.count)
    ring = try Ring(from: &reader)
    guard ring.capacity == capacity, ring.count == outcomes.count,
      cells.count == outcomes.count * columns,
      (0...Schema.richLimit + 1).contains(senses), payloads.count == outcomes.count * senses,
      rests.fits(columns: columns, rows: outcomes.count)
    else { throw .damaged("the stored examples do not fit together") }
    countBytes()
  }
}
