/// Encodes one column: a code of a few bits for tables and trees, and real features for linear
/// experts.  A pure function of the column's sketch.
struct ColumnBinner: Sendable {
  /// Codes are 0 (missing) and 1 ... ``codeLimit`` - 1.
  static let codeLimit = 256
  /// The numbers of levels per column in crosses of several columns.
  static let levelCounts = [3, 4, 8]
  /// The number of levels in a cross of one numeric column alone.
  static let singleLevels = 32
  /// The kurtosis above which ranks are more informative than distances.
  static let heavyTail = 6.0
  /// The maximum number of categories with a feature of their own.
  static let indicatorLimit = 24

  let kind: Column.Kind
  let anchor: Double
  /// Numbers: the first key of each code from 2 up, padded with the largest key.
  private(set) var cuts = [UInt16](repeating: .max, count: codeLimit)
  /// Numbers: the mean and inverse deviation of the values, without the outer 0.5 % on each side.
  private(set) var mean: Float = 0
  private(set) var inverseDeviation: Float = 0
  /// Numbers: whether the tails are so heavy that ranks are more informative than distances.
  private(set) var isHeavyTailed = false
  /// Numbers: per code, the lower end, the rank there, and the rise of rank per unit.
  private(set) var low = [Float](repeating: 0, count: codeLimit)
  private(set) var rank = [Float](repeating: 0.5, count: codeLimit)
  private(set) var slope = [Float](repeating: 0, count: codeLimit)
  /// Categories: grid cells that have a code, ascending, and their codes.
  private(set) var cells: [UInt32] = []
  private(set) var cellCodes: [UInt8] = []
  /// For each of ``levelCounts`` and then for a single column, the level of each code.
  private(set) var levels = [UInt8](repeating: 0, count: codeLimit * (levelCounts.count + 1))
  /// The number of levels in a cross of this column alone.
  private(set) var singleLevelCount = 1
  private(set) var codeCount = 1
  private(set) var hasMissing = false
  /// Categories whose features are indicators, as codes 1 ... indicators.
  private(set) var indicators = 0
  /// More categories than codes: the column also gets a hashed table.
  private(set) var isWide = false

  init(_ sketch: ColumnSketch) {
    kind = sketch.kind
    anchor = sketch.anchor
    hasMissing = sketch.missing > 0
    let entries = sketch.cells.sorted()
    switch kind {
    case .number: fitNumber(entries)
    case .category: fitCategory(entries)
    }
  }

  private mutating func fitNumber(_ entries: [(cell: UInt32, count: Int64)]) {
    let total = entries.reduce(0) { $0 + $1.count }
    guard total > 0 else { return }
    fitMoments(entries, total)
    // Cuts fall where the running count passes each 255th, or at every value where there are few.
    let bins = ColumnBinner.codeLimit - 1
    var running: Int64 = 0
    var binEntries: [(first: UInt32, last: UInt32, before: Int64, count: Int64)] = []
    let everyValue = entries.count <= bins
    var opened = 0
    for entry in entries {
      let target = Int(running * Int64(bins) / total)
      if binEntries.isEmpty || everyValue || target > opened {
        binEntries.append((entry.cell, entry.cell, running, entry.count))
        opened = target
      } else {
        binEntries[binEntries.count - 1].last = entry.cell
        binEntries[binEntries.count - 1].count += entry.count
      }
      running += entry.count
    }
    codeCount = binEntries.count + 1
    for (index, bin) in binEntries.enumerated() {
      let code = index + 1
      if code >= 2 { cuts[code - 2] = UInt16(bin.first) }
      let start = NumberGrid.least(UInt16(bin.first))
      let end =
        index + 1 < binEntries.count
        ? NumberGrid.least(UInt16(binEntries[index + 1].first)) : NumberGrid.least(UInt16(bin.last))
      let middle = (Float(bin.before) + 0.5 * Float(bin.count)) / Float(total)
      if everyValue || !(end > start) {
        rank[code] = middle
      } else {
        low[code] = start
        rank[code] = Float(bin.before) / Float(total)
        slope[code] = Float(bin.count) / Float(total) / (end - start)
      }
      singleLevelCount = ColumnBinner.singleLevels
      for (which, count) in (ColumnBinner.levelCounts + [singleLevelCount]).enumerated() {
        let level = codeCount <= count ? code : min(count - 1, Int(middle * Float(count)))
        levels[which * ColumnBinner.codeLimit + code] = UInt8(level)
      }
    }
  }

  private mutating func fitMoments(_ entries: [(cell: UInt32, count: Int64)], _ total: Int64) {
    let skip = total / 200
    var before: Int64 = 0
    var weight = 0.0
    var sum = 0.0
    var squares = 0.0
    for entry in entries {
      let from = max(before, skip)
      let to = min(before + entry.count, total - skip)
      before += entry.count
      guard to > from else { continue }
      let value = Double(NumberGrid.value(UInt16(entry.cell)))
      weight += Double(to - from)
      sum += Double(to - from) * value
      squares += Double(to - from) * value * value
    }
    let average = sum / weight
    var fourth = 0.0
    before = 0
    for entry in entries {
      let from = max(before, skip)
      let to = min(before + entry.count, total - skip)
      before += entry.count
      guard to > from else { continue }
      let distance = Double(NumberGrid.value(UInt16(entry.cell))) - average
      fourth += Double(to - from) * distance * distance * distance * distance
    }
    let variance = max(0, squares / weight - average * average)
    isHeavyTailed = fourth / weight > ColumnBinner.heavyTail * variance * variance
    mean = Float(average)
    let deviation = Float(variance.squareRoot())
    inverseDeviation = deviation > 1e-6 * abs(mean) && deviation > 0 ? 1 / deviation : 0
  }

  private mutating func fitCategory(_ entries: [(cell: UInt32, count: Int64)]) {
    let byCount = entries.sorted { ($0.count, $1.cell) > ($1.count, $0.cell) }
    let coded = byCount.prefix(ColumnBinner.codeLimit - 2)
    isWide = byCount.count > coded.count
    codeCount = min(ColumnBinner.codeLimit, byCount.count + 2)
    indicators = min(coded.count, ColumnBinner.indicatorLimit)
    let pairs = coded.enumerated().map { (cell: $1.cell, code: UInt8($0 + 1)) }
      .sorted { $0.cell < $1.cell }
    cells = pairs.map(\.cell)
    cellCodes = pairs.map(\.code)
    singleLevelCount = codeCount
    for code in 1..<codeCount {
      for (which, count) in (ColumnBinner.levelCounts + [singleLevelCount]).enumerated() {
        let level = codeCount <= count ? code : min(count - 1, code - 1)
        levels[which * ColumnBinner.codeLimit + code] = UInt8(level)
      }
    }
  }

  /// Whether numbers moved by a tenth of a deviation or their spread changed by a sixth, or common
  /// categories changed.
  func differs(from other: ColumnBinner) -> Bool {
    if hasMissing != other.hasMissing { return true }
    switch kind {
    case .number:
      if (inverseDeviation == 0) != (other.inverseDeviation == 0) { return true }
      if isFar(from: other) { return true }
      return max(inverseDeviation, other.inverseDeviation)
        > 1.16 * min(inverseDeviation, other.inverseDeviation)
    case .category:
      return isWide != other.isWide || indicators != other.indicators
    }
  }

  /// Whether the means are more than a tenth of a deviation apart.
  private func isFar(from other: ColumnBinner) -> Bool {
    abs(Double(mean) - Double(other.mean) + anchor - other.anchor) * Double(inverseDeviation) > 0.1
  }

  /// The code of a stored cell.
  @inline(__always)
  func code(_ cell: UInt32, rest: Float = 0) -> Int {
    switch kind {
    case .number:
      if cell == Cell.missingNumber { return 0 }
      let key = NumberGrid.key(NumberGrid.distance(cell, rest, from: anchor))
      // Safety: `position` and `step` add up to less than `codeLimit`, as many as there are cuts.
      return cuts.withUnsafeBufferPointer { cuts in
        var position = 0
        var step = ColumnBinner.codeLimit / 2
        // A mask is used, as a branch on the position of a number cannot be predicted.
        while step > 0 {
          let isBelow = (Int(cuts[position &+ step &- 1]) &- Int(key) &- 1) >> 63
          position &+= step & isBelow
          step >>= 1
        }
        return min(position &+ 1, codeCount &- 1)
      }
    case .category:
      if cell == Cell.missingCategory { return 0 }
      let wanted = CategoryGrid.cell(cell)
      let place = cells.partitioningIndex { $0 >= wanted }
      return place < cells.count && cells[place] == wanted
        ? Int(cellCodes[place]) : codeCount - 1
    }
  }

  /// A number in deviations from the mean, within ±4; zero if it is missing.
  @inline(__always)
  func standardised(_ cell: UInt32, rest: Float = 0) -> Float {
    if cell == Cell.missingNumber { return 0 }
    let value = (NumberGrid.distance(cell, rest, from: anchor) - mean) * inverseDeviation
    return max(-4, min(4, value))
  }

  /// The share of examples below a number, in [0, 1]; 0.5 if it is missing.
  @inline(__always)
  func rank(_ cell: UInt32, rest: Float = 0, code: Int) -> Float {
    if code == 0 { return 0.5 }
    let distance = NumberGrid.distance(cell, rest, from: anchor)
    let value = rank[code] + (distance - low[code]) * slope[code]
    return max(0, min(1, value))
  }
}

extension ColumnBinner: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(kind.rawValue)
    writer.write(anchor)
    writer.write(cuts)
    writer.write(mean)
    writer.write(inverseDeviation)
    writer.write(isHeavyTailed)
    writer.write(low)
    writer.write(rank)
    writer.write(slope)
    writer.write(cells)
    writer.write(cellCodes)
    writer.write(levels)
    writer.write(singleLevelCount)
    writer.write(codeCount)
    writer.write(hasMissing)
    writer.write(indicators)
    writer.write(isWide)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    guard let kind = Column.Kind(rawValue: try reader.read()) else {
      throw .damaged("a column has an unknown kind")
    }
    self.init(ColumnSketch(kind: kind, anchor: try reader.read()))
    cuts = try reader.read(count: ColumnBinner.codeLimit)
    mean = try reader.read()
    inverseDeviation = try reader.read()
    isHeavyTailed = try reader.read()
    low = try reader.read(count: ColumnBinner.codeLimit)
    rank = try reader.read(count: ColumnBinner.codeLimit)
    slope = try reader.read(count: ColumnBinner.codeLimit)
    cells = try reader.read()
    cellCodes = try reader.read(count: cells.count)
    levels = try reader.read(count: levels.count)
    singleLevelCount = try reader.read()
    codeCount = try reader.read()
    hasMissing = try reader.read()
    indicators = try reader.read()
    isWide = try reader.read()
    guard (1...ColumnBinner.codeLimit).contains(codeCount),
      (0...min(cells.count, ColumnBinner.indicatorLimit)).contains(indicators),
      kind == .number || codeCount <= 2 || indicators > 0,
      (1...ColumnBinner.codeLimit).contains(singleLevelCount), anchor.isFinite, mean.isFinite,
      inverseDeviation.isFinite
    else { throw .damaged("the code of a column does not fit together") }
  }
}
