extension HistogramTreeBuilder {
  /// Boosts trees on retained examples for class probabilities: log odds of the second of two
  /// classes, or a score per class.
  static func boost(_ retained: ReplayBuffer, encoder: ColumnEncoder, classes: Int, rounds: Int)
    -> BoostedTrees
  {
    let columns = classes == 2 ? 1 : classes
    let labels = retained.outcomes.map { Int($0) }
    var (grower, places) = prepare(retained, encoder) { Float($0 == 1 ? 1 : 0) }
    var counts = [Double](repeating: 0.5, count: classes)
    for label in labels { counts[label] += 1 }
    let base: [Float] =
      columns == 1
      ? [Elementary.log(Float(counts[1] / counts[0]))]
      : counts.map { Elementary.log(Float($0 / Double(labels.count))) }
    var trees = BoostedTrees(columns: columns, base: base, places: places, active: encoder.active)
    places = []
    let rows = labels.count
    var scores = [Float](repeating: 0, count: Kernels.padded(rows * columns))
    let targets =
      labels.map { Float($0) } + [Float](repeating: 0, count: Kernels.padded(rows) - rows)
    for row in 0..<rows { for c in 0..<columns { scores[row * columns + c] = base[c] } }
    var shares = scores
    for _ in 0..<rounds {
      if columns == 1 {
        Kernels.best.gradients(
          scores, targets, Kernels.padded(rows), HistogramTreeBuilder.unit, &grower.gradients)
        if grower.isSettled { break }
        trees.append(grower.grow(adding: &scores, column: 0, of: 1))
      } else {
        shares = scores
        shares.withUnsafeMutableBufferPointer { shares in
          for row in 0..<rows {
            _ = Softmax.normalise(shares.baseAddress.unsafelyUnwrapped + row * columns, columns)
          }
        }
        for c in 0..<columns {
          for row in 0..<rows {
            let p = shares[row * columns + c]
            grower.set(row, gradient: p - (labels[row] == c ? 1 : 0), curvature: p * (1 - p))
          }
          trees.append(grower.grow(adding: &scores, column: c, of: columns))
        }
      }
    }
    return trees
  }

  /// Encodes every retained row, with categories ordered by their mean outcome.
  ///
  /// `coarse` is the number of bits that fine codes lose, by default more for fewer rows; `value`
  /// orders categories, around a half.
  static func prepare(
    _ retained: ReplayBuffer, _ encoder: ColumnEncoder, coarse: Int? = nil, value: (Double) -> Float
  ) -> (HistogramTreeBuilder, [UInt8]) {
    let active = encoder.active
    let columns = active.count
    let rows = retained.count
    let width = ColumnBinner.codeLimit
    var codes = [UInt8](repeating: 0, count: rows * columns)
    let rests = active.map { retained.rests.of($0) }
    for row in 0..<rows {
      for column in 0..<columns {
        codes[row * columns + column] = UInt8(
          encoder.codes[active[column]].code(
            retained.cells[row * retained.columns + active[column]],
            rest: rests[column].isEmpty ? 0 : rests[column][row]))
      }
    }
    // Fewer rows need fewer cuts.
    let coarse = coarse ?? (rows < 4_096 ? 2 : 1)
    let shifts = active.map { encoder.codes[$0].codeCount > 64 ? coarse : 0 }
    var places = [UInt8](repeating: 0, count: columns * width)
    for column in 0..<columns {
      if encoder.codes[active[column]].kind == .number {
        for code in 0..<width {
          places[column * width + code] = UInt8(code == 0 ? 0 : (code - 1) >> shifts[column] + 1)
        }
        for row in 0..<rows {
          let at = row * columns + column
          codes[at] = places[column * width + Int(codes[at])]
        }
        continue
      }
      var totals = [(code: Int, sum: Float, count: Float)]()
      for code in 0..<width { totals.append((code, 0.5, 1)) }
      for row in 0..<rows {
        let code = Int(codes[row * columns + column])
        totals[code].sum += value(retained.outcomes[row])
        totals[code].count += 1
      }
      let used = totals.prefix(encoder.codes[active[column]].codeCount)
        .sorted { ($0.sum / $0.count, $0.code) < ($1.sum / $1.count, $1.code) }
      for (place, entry) in used.enumerated() {
        places[column * width + entry.code] = UInt8(place)
      }
      for row in 0..<rows {
        let at = row * columns + column
        codes[at] = places[column * width + Int(codes[at])]
      }
    }
    return (
      HistogramTreeBuilder(
        codes: codes, rows: rows, columns: columns,
        codeCounts: zip(active, shifts).map {
          let count = encoder.codes[$0].codeCount
          return encoder.codes[$0].kind == .number ? (count - 2) >> $1 + 2 : count
        }),
      places
    )
  }
}
