/// Detects loops: steps that repeat without progress.
///
/// A step is compared with each of the eight before it, place by place; agreement is weighted by
/// how rare it is.  Per period a sum rises where steps agree and falls where they do not (Page
/// 1954).  A loop is reported when the third round is complete, or later if fields are mostly
/// constant.
///
/// Rounds of one or two steps must repeat exactly, with all numbers that are states.  Longer rounds
/// must repeat for the most part, and more so than at any shorter distance, as the same request may
/// be worded differently now and then.  A number beyond its previous range is progress, and resets
/// the evidence.  A long time without progress or a new step is stagnation.
///
/// Learned are the weights of agreements, the numbers that are states, and the repetitions normal
/// in episodes: a pure function of the episodes learned, in their order.  Takes 13 kilobytes,
/// whatever their number.
struct LoopDetector: Sendable {
  /// The weight of a step that repeats.
  private static let unit: Int32 = 256

  private let columns: LoopColumns
  private var sums: AgreementCounts
  private var habits: KnownCycles
  private var rule: LoopThresholds

  init(_ layout: StepSchema) {
    self.init(LoopColumns(layout), nil, KnownCycles())
  }

  private init(_ columns: LoopColumns, _ sums: AgreementCounts?, _ habits: KnownCycles) {
    self.columns = columns
    self.sums = sums ?? AgreementCounts(columns)
    self.habits = habits
    rule = LoopThresholds(self.sums, habits, columns)
  }

  /// Whether the detector matches steps that are stored like this.
  func fits(_ layout: StepSchema) -> Bool { columns == LoopColumns(layout) }

  /// The state of an episode that starts.
  func begin() -> LoopState { LoopState(numbers: columns.numbers.count) }

  /// Takes in a step.
  ///
  /// - Returns: the loop that the episode is in, from the step that reveals it to the last step
  ///   that belongs to it; `nil` without one.
  /// - Complexity: O(columns).
  func step(_ memory: inout LoopState, _ cells: UnsafePointer<UInt32>) -> Loop? {
    guard columns.places > 0 else { return nil }
    let reading = advance(&memory, cells)
    let step = memory.count - 1
    if let active = memory.active, !reading.continues(active, step) {
      // The remaining evidence is no longer about this loop.
      if active.period > 0 { memory.evidence[Int(active.period) - 1] = 0 }
      memory.active = nil
      return nil
    }
    if memory.active?.period ?? 0 == 0, isTold(memory, reading) {
      memory.active = active(memory, reading.period)
    } else if memory.active == nil, reading.idle > rule.stall {
      memory.active = LoopState.Active(
        kind: .stagnation, period: 0, first: UInt32(memory.fresh + 1), fields: [],
        agreed: UInt32(step))
    }
    guard let active = memory.active else { return nil }
    if reading.agrees(active.period) { memory.active?.agreed = UInt32(step) }
    let period = Int(active.period)
    return Loop(
      kind: active.kind, period: period, firstStep: Int(active.first) + 1,
      rounds: period > 0 ? (memory.count - Int(active.first)) / period : 0, fields: active.fields)
  }

  /// Learns from an episode that ended.
  ///
  /// - Parameters:
  ///   - record: the episode.
  ///   - isGood: whether it ended well, so that its repetitions are not worth reporting; `nil` if
  ///     no end is bad or the end is unknown.
  /// - Complexity: O(steps × columns).
  mutating func learn(_ record: EpisodeRecord, isGood: Bool?) {
    guard columns.places > 0 else { return }
    if isGood != false { learnHabits(record, isGood: isGood == true) }
    sums.add(record, columns, isGood: isGood == true)
    rule = LoopThresholds(sums, habits, columns)
  }

  /// The maximum number of different rounds from one episode that can become habits.
  private static let habitLimit = 4

  private mutating func learnHabits(_ record: EpisodeRecord, isGood: Bool) {
    var memory = begin()
    var rounds: [(bucket: Int, score: Int32)] = []
    var stall = 0
    record.cells.withUnsafeBufferPointer { cells in
      guard let start = cells.baseAddress else { return }
      for step in 0..<record.count {
        let reading = advance(&memory, start + step * columns.width)
        stall = max(stall, reading.idle)
        guard reading.score >= KnownCycles.enough, hasCore(memory, reading.period) else { continue }
        let bucket = bucket(memory, reading.period)
        if let place = rounds.firstIndex(where: { $0.bucket == bucket }) {
          rounds[place].score = max(rounds[place].score, reading.score)
        } else if rounds.count < LoopDetector.habitLimit {
          rounds.append((bucket, reading.score))
        }
      }
    }
    habits.add(rounds, stall: isGood ? stall : nil)
  }

  /// The result of evaluating a step.
  private struct Reading {
    /// The rounds, in 1/16, of the period that has most.
    var score: Int32 = 0
    var period = 0
    /// The steps since anything new.
    var idle = 0
    /// The periods, as bits, that the step supports, and those that have evidence.
    var agreeing: UInt16 = 0
    var standing: UInt16 = 0

    func agrees(_ period: Int32) -> Bool { period > 0 && agreeing & 1 << period != 0 }

    func continues(_ active: LoopState.Active, _ step: Int) -> Bool {
      guard active.kind != .stagnation else { return idle > 0 }
      return standing & 1 << active.period != 0
        && (agrees(active.period) || step - Int(active.agreed) <= Int(active.period))
    }
  }

  private func advance(_ memory: inout LoopState, _ cells: UnsafePointer<UInt32>) -> Reading {
    var code = columns.code(cells)
    let step = memory.count
    let isProgress = isProgress(&memory, cells)
    if isProgress { memory.gained = step }
    let state = state(&memory, cells)
    if columns.hasStatePlace { code[LoopColumns.statePlace] = UInt16(truncatingIfNeeded: state) }
    // If every place is noise, no step can be recognised as old.
    if rule.total == 0 || memory.isNew(rule.row(code) ^ state) || isProgress { memory.fresh = step }
    var reading = Reading()
    reading.idle = step - memory.fresh
    if isProgress {
      memory.evidence = SIMD8()
    } else {
      compare(&memory, code, &reading)
    }
    memory.codes[step % LoopState.reach] = code
    memory.count += 1
    return reading
  }

  private func isProgress(_ memory: inout LoopState, _ cells: UnsafePointer<UInt32>) -> Bool {
    let step = memory.count
    var isProgress = false
    memory.numbers.withUnsafeMutableBufferPointer { numbers in
      columns.numbers.withUnsafeBufferPointer { places in
        rule.roles.withUnsafeBufferPointer { roles in
          for index in 0..<numbers.count {
            let cell = cells[Int(places[index])]
            if rule.isProgress(&numbers[index], roles[index], cell, after: step) {
              isProgress = true
            }
          }
        }
      }
    }
    return isProgress
  }

  /// A hash of the numbers that are states; also updates how many there are.
  private func state(
    _ memory: inout LoopState, _ cells: UnsafePointer<UInt32>
  ) -> UInt32 {
    var hash: UInt32 = 0
    var count = 0
    for index in 0..<memory.numbers.count
    where rule.isState(memory.numbers[index], rule.roles[index], after: memory.count) {
      count += 1
      let mixed = (hash ^ cells[Int(columns.numbers[index])]) &* 0x9e37_79b1 &+ UInt32(index)
      hash = mixed ^ mixed >> 15
    }
    memory.states = count
    return hash
  }

  /// Whether a step equals an earlier one, with all states.
  @inline(__always)
  private func isEqual(_ code: StepCode, _ then: StepCode, _ agreed: Int32) -> Bool {
    agreed == rule.total
      && (!columns.hasStatePlace
        || code[LoopColumns.statePlace] == then[LoopColumns.statePlace])
  }

  /// Counts a step that did or did not equal the one a period before; notes the information of a
  /// repetition when rounds begin.
  @inline(__always)
  private func count(
    _ memory: inout LoopState, _ isEqual: Bool, _ place: Int, of steps: Int, isNew: Bool
  ) {
    if !rule.isWarm, isNew {
      memory.information[place] = rule.information(equal: memory.equal[place], of: steps)
    }
    if isEqual, memory.active == nil { memory.equal[place] += 1 }
  }

  /// Compares a step with those before, period by period.
  private func compare(_ memory: inout LoopState, _ code: StepCode, _ reading: inout Reading) {
    let step = memory.count
    let total = rule.total
    guard total > 0, step > 0 else { return }
    var evidence = memory.evidence
    var since = memory.since
    // The greatest agreement with a nearer step.
    var nearer: Int32 = 0
    memory.codes.withUnsafeBufferPointer { codes in
      for period in 1...min(LoopState.longest, step) {
        let then = codes[(step - period) % LoopState.reach]
        var agreed = rule.agreement(code, then)
        let place = period - 1
        let change: Int32
        let isEqual = isEqual(code, then, agreed)
        count(&memory, isEqual, place, of: step - period, isNew: evidence[place] == 0)
        if period <= 2 {
          // Exact agreement, with all states, and with a step after the last progress.
          guard isEqual, step - period > memory.gained else {
            evidence[place] = 0
            nearer = max(nearer, agreed)
            continue
          }
          change = LoopDetector.unit
          nearer = max(nearer, agreed)
        } else {
          let limit = nearer + total / 10
          nearer = max(nearer, agreed)
          // Agreement with the round before the last alone does not count: then the round is twice
          // as long.
          if evidence[place] > 0, step >= 2 * period, 4 * agreed >= total {
            agreed = rule.agreement(code, then, codes[(step - 2 * period) % LoopState.reach])
          }
          let moved = (2 * agreed - total) * LoopDetector.unit / total
          // Equal agreement with a nearer step does not support a longer round.
          change = agreed > limit ? moved : min(0, moved)
        }
        if evidence[place] == 0, change > 0 { since[place] = UInt32(step - period) }
        let most = period <= 2 ? Int32.max / 4 : LoopDetector.unit * 4 * Int32(period)
        evidence[place] = max(0, min(most, evidence[place] + change))
        guard evidence[place] > 0 else { continue }
        reading.standing |= 1 << UInt16(period)
        if change > 0 { reading.agreeing |= 1 << UInt16(period) }
        guard change >= 0 else { continue }
        let length = Int32(step - Int(since[place]) - period + 1) * LoopDetector.unit
        // For a longer round, a third of full agreement suffices.
        let held = period <= 2 ? evidence[place] : evidence[place] * 3
        let score = 16 + min(length, held) / Int32(16 * period)
        if score > reading.score {
          reading.score = score
          reading.period = period
        }
      }
    }
    memory.evidence = evidence
    memory.since = since
  }

  /// Whether the rounds are more than good episodes have.
  private func isTold(_ memory: LoopState, _ reading: Reading) -> Bool {
    guard reading.period > 0 else { return false }
    return reading.score
      >= rule.enough(reading.period, own: Int32(memory.information[reading.period - 1]))
      && hasCore(memory, reading.period)
      && (rule.isWarm || isMostlyStill(memory))
      && reading.score > rule.allowed[bucket(memory, reading.period)]
  }

  /// Whether most of a step is constant: before it is known which numbers are noise, moving numbers
  /// may be the main content of an episode.
  private func isMostlyStill(_ memory: LoopState) -> Bool {
    2 * (columns.places + memory.states) > columns.places + columns.numbers.count
  }

  /// Whether fields with weight stayed the same throughout the last round, compared with the one
  /// before.
  private func hasCore(_ memory: LoopState, _ period: Int) -> Bool {
    let places = repeating(memory, period, over: period)
    let weight = (0..<columns.places).reduce(0) {
      $0 + (places & 1 << UInt16($1) != 0 ? Int32(rule.weights[$1]) : 0)
    }
    return 4 * weight >= rule.total
  }

  /// The bucket of habits for the last round, wherever the round starts.
  private func bucket(_ memory: LoopState, _ period: Int) -> Int {
    KnownCycles.bucket((0..<period).reduce(0) { $0 &+ rule.row(last(memory, $1)) })
  }

  /// The step `back` steps before the last.
  private func last(_ memory: LoopState, _ back: Int) -> StepCode {
    memory.codes[(memory.count - 1 - back) % LoopState.reach]
  }

  /// The places, as bits, that have weight and equal, in each of the last steps, those `lag` steps
  /// before.
  private func repeating(_ memory: LoopState, _ lag: Int, over steps: Int) -> UInt16 {
    var places: UInt16 = 0
    for place in 0..<columns.places where rule.weights[place] > 0 {
      let repeats = (0..<steps).allSatisfy {
        last(memory, $0)[place] == last(memory, $0 + lag)[place]
      }
      if repeats { places |= 1 << UInt16(place) }
    }
    return places
  }

  /// The loop that is first reported at the last step.
  private func active(_ memory: LoopState, _ period: Int) -> LoopState.Active {
    // Two equal halves, as in edit and test here, edit and test there.
    let half = period / 2
    let isPingPong =
      period == 2
      || period % 2 == 0
        && repeating(memory, half, over: half) & ~repeating(memory, 1, over: half) != 0
    return LoopState.Active(
      kind: period == 1 ? .repetition : isPingPong ? .pingPong : .cycle,
      period: Int32(period), first: memory.since[period - 1],
      fields: columns.names(in: repeating(memory, period, over: period)),
      agreed: UInt32(memory.count - 1))
  }
}

extension LoopDetector: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(columns)
    writer.write(sums)
    writer.write(habits)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let columns: LoopColumns = try reader.read()
    let sums: AgreementCounts = try reader.read()
    guard sums.fits(columns) else {
      throw .damaged("the counts of loops are of other columns")
    }
    self.init(columns, sums, try reader.read())
  }
}
