/// Fits the encoder to episodes.
extension StepEncoder {
  /// The encoder that fits these episodes.
  ///
  /// - Complexity: O(steps × features).
  init(_ layout: StepSchema, fitting records: [EpisodeRecord], seed: UInt64) {
    let columns = layout.columns.count
    var sketches = layout.columns.enumerated().map { index, column in
      var anchor = 0.0
      if column.kind == .number {
        anchor = ColumnSketch.anchor(
          of: records.lazy.flatMap { record in
            (0..<record.count).lazy.map { record.cells[$0 * columns + index] }
          })
      }
      return ColumnSketch(kind: column.kind, anchor: anchor)
    }
    var intervals: [Double] = []
    for record in records {
      for step in 0..<record.count {
        for column in 0..<columns {
          sketches[column].add(record.cells[step * columns + column])
        }
        guard step > 0 else { continue }
        // Steps of the same time say nothing about the usual interval.
        let interval = record.orders[step] - record.orders[step - 1]
        if interval > 0 { intervals.append(interval) }
      }
    }
    intervals.sort()
    let middle = intervals.isEmpty ? 1 : intervals[intervals.count / 2]
    self.init(
      layout, codes: sketches.map { ColumnBinner($0) },
      timeUnit: middle > 0 && middle.isFinite ? middle.binade : 1, seed: seed)
    findContrasts(records, columns: columns)
    standardise(records, columns: columns)
    drawUnits()
  }

  /// Finds the axes along which the numbers, taken together, vary least: contrasts of correlated
  /// numbers, which can be more informative than each number alone.
  private mutating func findContrasts(_ records: [EpisodeRecord], columns: Int) {
    let n = numbers.count
    guard n > 1 else { return }
    var products = [Double](repeating: 0, count: n * n)
    var sums = [Double](repeating: 0, count: n)
    var total = 0.0
    var z = [Double](repeating: 0, count: n)
    var last = z
    var steps = products
    var moves = 0.0
    for record in records {
      for step in 0..<record.count {
        for (place, column) in numbers.enumerated() {
          z[place] = Double(codes[column].standardised(record.cells[step * columns + column]))
          sums[place] += z[place]
        }
        for i in 0..<n { for j in 0...i { products[i * n + j] += z[i] * z[j] } }
        total += 1
        if step > 0 {
          moves += 1
          for i in 0..<n {
            for j in 0..<n { steps[i * n + j] += (z[i] - last[i]) * (z[j] - last[j]) }
          }
        }
        last = z
      }
    }
    guard total > 1 else { return }
    var deviations = [Double](repeating: 0, count: n)
    for i in 0..<n {
      for j in 0...i {
        let value = products[i * n + j] / total - sums[i] * sums[j] / (total * total)
        products[i * n + j] = value
        products[j * n + i] = value
      }
      deviations[i] = max(1e-6, products[i * n + i]).squareRoot()
    }
    for i in 0..<n {
      for j in 0..<n {
        products[i * n + j] /= deviations[i] * deviations[j]
        steps[i * n + j] /= deviations[i] * deviations[j] * max(1, moves)
      }
    }
    let (values, axes) = SymmetricEigen.of(products, n: n)
    let room = max(0, StepEncoder.linearLimit - rest) / 4 - n
    let chosen = values.indices.filter { place in
      // An axis that changes at each step as much as it varies in total is noise.
      var change = 0.0
      for i in 0..<n {
        for j in 0..<n { change += axes[place][i] * steps[i * n + j] * axes[place][j] }
      }
      return values[place] > 0.01 && change < values[place]
    }
    for place in chosen.prefix(max(0, min(StepEncoder.contrastLimit, n - 1, room))) {
      let size = values[place].squareRoot()
      contrasts += (0..<n).map { Float(axes[place][$0] / size / deviations[$0]) }
    }
    chooseStatistics()
  }

  private mutating func standardise(_ records: [EpisodeRecord], columns: Int) {
    var sums = [Double](repeating: 0, count: rawCount)
    var squares = sums
    var total = 0.0
    var raw = [Float](repeating: 0, count: rawCount)
    for record in records {
      var memory = begin()
      for step in 0..<record.count {
        record.cells.withUnsafeBufferPointer {
          advance(
            &memory, $0.baseAddress.unsafelyUnwrapped + step * columns,
            order: record.orders[step], into: &raw)
        }
        for place in 0..<rawCount {
          let value = Double(raw[place])
          sums[place] += value
          squares[place] += value * value
        }
        total += 1
      }
    }
    guard total > 0 else { return }
    for place in 0..<rawCount where places.count < StepEncoder.linearLimit {
      let mean = sums[place] / total
      let variance = squares[place] / total - mean * mean
      guard variance > 1e-10 else { continue }
      places.append(Int32(place))
      means.append(Float(mean))
      scales.append(Float(1 / variance.squareRoot()))
    }
  }
}
