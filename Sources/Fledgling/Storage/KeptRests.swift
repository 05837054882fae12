/// The rests of large numbers among the stored examples: for each column that has any, an array
/// with one element per example.
struct KeptRests: Sendable, Hashable {
  /// The columns, ascending.
  private(set) var columns: [Int] = []
  private var values: [[Float]] = []

  var isEmpty: Bool { columns.isEmpty }

  /// A column's rests; empty if it has none.
  func of(_ column: Int) -> [Float] {
    columns.firstIndex(of: column).map { values[$0] } ?? []
  }

  /// Appends those of an example after `count` others.
  mutating func append(_ rests: [Rest], after count: Int) {
    guard !(rests.isEmpty && isEmpty) else { return }
    reserve(rests, count)
    for index in columns.indices {
      values[index].append(Rest.value(of: columns[index], in: rests))
    }
  }

  /// Replaces those of the example at a place.
  mutating func replace(_ place: Int, with rests: [Rest], count: Int) {
    guard !(rests.isEmpty && isEmpty) else { return }
    reserve(rests, count)
    for index in columns.indices {
      values[index][place] = Rest.value(of: columns[index], in: rests)
    }
  }

  private mutating func reserve(_ rests: [Rest], _ count: Int) {
    for rest in rests where !columns.contains(Int(rest.column)) {
      let place = columns.firstIndex { $0 > Int(rest.column) } ?? columns.endIndex
      columns.insert(Int(rest.column), at: place)
      values.insert([Float](repeating: 0, count: count), at: place)
    }
  }

  /// Those of the example at a place.
  @inline(__always)
  func copy(_ place: Int, into rests: inout [Rest]) {
    guard !(isEmpty && rests.isEmpty) else { return }
    rests.removeAll(keepingCapacity: true)
    for (index, column) in columns.enumerated() where values[index][place] != 0 {
      rests.append(Rest(column: column, value: values[index][place]))
    }
  }

  /// Removes those of some columns.
  mutating func remove(_ gone: Set<Int>) {
    let kept = columns.indices.filter { !gone.contains(columns[$0]) }
    values = kept.map { values[$0] }
    columns = kept.map { columns[$0] }
  }

  /// Those at these places, without columns that have none there: a function of the examples.
  func selection(_ places: [Int]) -> KeptRests {
    var selection = KeptRests()
    guard !isEmpty else { return selection }
    for (index, column) in columns.enumerated() {
      let chosen = places.map { values[index][$0] }
      guard chosen.contains(where: { $0 != 0 }) else { continue }
      selection.columns.append(column)
      selection.values.append(chosen)
    }
    return selection
  }
}

extension KeptRests: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(columns)
    for values in values { writer.write(values) }
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    columns = try reader.read()
    for _ in columns { values.append(try reader.read()) }
  }

  /// Whether they match this many columns and examples.
  func fits(columns count: Int, rows: Int) -> Bool {
    columns == Set(columns).sorted() && columns.allSatisfy { (0..<count).contains($0) }
      && values.allSatisfy { $0.count == rows && $0.allSatisfy(\.isFinite) }
  }
}
