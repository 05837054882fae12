/// Computes raw features from the steps so far.
extension StepEncoder {
  /// Takes in a step, and writes the raw features of the episode.
  func advance(
    _ memory: inout PrefixState, _ cells: UnsafePointer<UInt32>, order: Double,
    into raw: inout [Float]
  ) {
    memory.count += 1
    memory.tell(order, unit: timeUnit)
    raw.withUnsafeMutableBufferPointer { raw in
      var out = raw.baseAddress.unsafelyUnwrapped
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, followed)) { standard in
        let standard = standard.baseAddress.unsafelyUnwrapped
        standardise(cells, into: standard)
        let span = Span(steps: memory.count)
        for index in 0..<numbers.count { follow(index, standard[index], &memory, span, &out) }
        putRest(&memory, cells, &out)
        for index in numbers.count..<followed {
          follow(index, standard[index], &memory, span, &out)
        }
      }
      // Every feature moves the address on; all together fill the raw ones exactly.
      assert(out == raw.baseAddress.unsafelyUnwrapped + rawCount)
    }
  }

  /// The moments of the places 0 ..< n that a straight line through the steps so far needs.
  private struct Span {
    let count: Float
    let last: Float
    let sum: Float
    let spread: Float

    init(steps: Int) {
      count = Float(steps)
      last = count - 1
      sum = last * count / 2
      spread = count * (last * count * (2 * last + 1) / 6) - sum * sum
    }
  }

  /// Writes numbers and contrasts in standard deviations; zero if missing.
  @inline(__always)
  private func standardise(
    _ cells: UnsafePointer<UInt32>, into out: UnsafeMutablePointer<Float>
  ) {
    let count = numbers.count
    scaling.withUnsafeBufferPointer { scaling in
      numbers.withUnsafeBufferPointer { numbers in
        for index in 0..<count {
          let cell = cells[numbers[index]]
          let scale = scaling[index]
          let value = (Float(bitPattern: cell) - scale.x - scale.y) * scale.z
          out[index] = cell == Cell.missingNumber ? 0 : max(-4, min(4, value))
        }
      }
    }
    contrasts.withUnsafeBufferPointer { contrasts in
      for index in count..<followed {
        var sum: Float = 0
        let start = (index - count) * count
        for place in 0..<count { sum += contrasts[start + place] * out[place] }
        out[index] = sum
      }
    }
  }

  /// Updates a number's averages, and writes the number and its statistics.
  @inline(__always)
  private func follow(
    _ index: Int, _ z: Float, _ memory: inout PrefixState, _ span: Span,
    _ out: inout UnsafeMutablePointer<Float>
  ) {
    memory.averages.withUnsafeMutableBufferPointer { averages in
      let own = averages.baseAddress.unsafelyUnwrapped + index * PrefixState.perNumber
      if span.last == 0 {
        for place in 0..<StepEncoder.horizons.count { own[place] = z }
      } else {
        own[0] += (z - own[0]) / 4
        own[1] += (z - own[1]) / 16
        own[2] += (z - own[2]) / 64
      }
      own[3] += z
      own[4] += span.last * z
      out[0] = z
      if statistics > 0 { out[1] = own[1] }
      if statistics > 1 { out[2] = own[0] }
      if statistics > 2 { out[3] = own[2] }
      if statistics > 3 { out[4] = own[3] / span.count }
      if statistics > 4 {
        let slope = span.count * own[4] - span.sum * own[3]
        out[5] = span.spread > 0 ? slope / span.spread * span.count : 0
      }
    }
    out += 1 + statistics
  }

  /// Writes the features of categories and of time.
  private func putRest(
    _ memory: inout PrefixState, _ cells: UnsafePointer<UInt32>,
    _ out: inout UnsafeMutablePointer<Float>
  ) {
    var indicator = 0
    for (index, column) in categories.enumerated() {
      let width = StepEncoder.indicators(codes[column])
      let code = Int16(codes[column].code(cells[column]))
      let last = memory.last[2 * index]
      let lastButOne = memory.last[2 * index + 1]
      for value in 1..<Int16(width) + 1 {
        if value == code { memory.counts[indicator] += 1 }
        out[0] = value == code ? 1 : 0
        out[1] = value == last ? 1 : 0
        out[2] = value == lastButOne ? 1 : 0
        out[3] = Elementary.log(1 + memory.counts[indicator])
        out += 4
        indicator += 1
      }
      memory.last[2 * index + 1] = last
      memory.last[2 * index] = code
    }
    for column in weekdays {
      let cell = cells[column]
      let day = cell == Cell.missingNumber ? -1 : Float(bitPattern: cell)
      for value in 0..<7 { out[value] = Float(value) == day ? 1 : 0 }
      out += 7
    }
    for column in hours {
      let cell = cells[column]
      let isKnown = cell != Cell.missingNumber
      let (sine, cosine) = UnitCircle.sineAndCosine(isKnown ? Float(bitPattern: cell) / 24 : 0)
      out[0] = isKnown ? sine : 0
      out[1] = isKnown ? cosine : 0
      out[2] = isKnown ? 2 * sine * cosine : 0
      out[3] = isKnown ? cosine * cosine - sine * sine : 0
      out += 4
    }
    let steps = Float(memory.count)
    out[0] = Elementary.log(steps)
    out[1] = min(8, (steps - 1) / 100)
    out[2] = Elementary.log(1 + memory.interval)
    out[3] = Elementary.log(1 + memory.elapsed)
    out[4] = Elementary.log(1 + memory.intervalBefore)
    out[5] = min(1_000, memory.interval)
    out[6] = min(1_000, memory.elapsed)
    out += StepEncoder.clocks
  }
}
