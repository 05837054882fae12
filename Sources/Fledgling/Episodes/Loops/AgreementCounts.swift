/// Counts over all steps learned of how often places and numbers repeat.
///
/// Integers, so that the order of addition does not matter.
struct AgreementCounts: Sendable, Hashable {
  /// The pairs of steps needed before weights are trusted, and the steps needed before a number is.
  private static let pairsNeeded = 64
  private static let stepsNeeded = 24

  /// The agreement of the other places when this one agrees.
  private struct Place: BitwiseCopyable, Hashable {
    /// Pairs with equal cells, and those of them that are neighbours.
    var equal: Int64 = 0
    var lasting: Int64 = 0
    /// Σ of the number of other equal places, over all pairs and over those in which this one is
    /// equal.
    var others: Int64 = 0
    var joint: Int64 = 0
    /// Σ of the squares of the former.
    var squares: Int64 = 0
  }

  private var pairs: Int64 = 0
  private var neighbours: Int64 = 0
  private var places: [Place]
  private var numbers: [NumberMotion]
  /// The number of good episodes.
  private(set) var good: Int64 = 0

  init(_ columns: LoopColumns) {
    places = [Place](repeating: Place(), count: columns.places)
    numbers = [NumberMotion](repeating: NumberMotion(), count: columns.numbers.count)
  }

  /// Whether there are enough counts to weigh places.
  var isWarm: Bool { pairs >= AgreementCounts.pairsNeeded }

  /// Adds an episode.
  ///
  /// - Complexity: O(steps × (places + numbers)).
  mutating func add(_ record: EpisodeRecord, _ columns: LoopColumns, isGood: Bool) {
    good += isGood ? 1 : 0
    record.cells.withUnsafeBufferPointer { cells in
      guard let start = cells.baseAddress else { return }
      var ring = [StepCode](repeating: StepCode(), count: LoopState.longest)
      for step in 0..<record.count {
        let code = columns.code(start + step * columns.width)
        for lag in 0..<min(step, LoopState.longest) {
          add(code, ring[(step - 1 - lag) % LoopState.longest], areNeighbours: lag == 0)
        }
        ring[step % LoopState.longest] = code
      }
      for (index, column) in columns.numbers.enumerated() {
        let values = (0..<record.count).lazy
          .map { Float(bitPattern: cells[$0 * columns.width + Int(column)]) }.filter { !$0.isNaN }
        numbers[index].add(Array(values), isGood: isGood)
      }
    }
  }

  private mutating func add(_ code: StepCode, _ then: StepCode, areNeighbours: Bool) {
    pairs += 1
    neighbours += areNeighbours ? 1 : 0
    var count: Int64 = 0
    for place in places.indices where code[place] == then[place] { count += 1 }
    for place in places.indices {
      let isEqual = code[place] == then[place]
      let others = count - (isEqual ? 1 : 0)
      places[place].others += others
      places[place].squares += others * others
      if isEqual {
        places[place].equal += 1
        places[place].lasting += areNeighbours ? 1 : 0
        places[place].joint += others
      }
    }
  }

  /// Per place, the information of an agreement: −log of the share of equal pairs, in 1/256; 0 for
  /// places without information and those not in use.
  var weights: StepCode {
    var weights = StepCode()
    for index in places.indices { weights[index] = isWarm ? weight(places[index]) : 256 }
    return weights
  }

  private func weight(_ place: Place) -> UInt16 {
    // A place that (almost) never repeats identifies steps.  A place whose agreement is independent
    // of the others is noise: its correlation with them is below a tenth.
    guard place.equal * 100 >= pairs else { return 0 }
    let n = Double(pairs)
    let share = Double(place.equal) / n
    let mean = Double(place.others) / n
    let spread = share * (1 - share) * (Double(place.squares) / n - mean * mean)
    if spread > 0, Double(place.joint) / n - share * mean < 0.1 * spread.squareRoot() { return 0 }
    let held = (max(Double(place.equal), 0.02 * n) + 1) / (n + 2)
    return UInt16(Elementary.round(-Elementary.log(Float(held)) * 256))
  }

  /// The information, in 1/256, of a step that equals the one before in all places with weight:
  /// −log of the shares of equal neighbours.
  var information: Int32 {
    let weights = weights
    return places.indices.reduce(0) { sum, index in
      guard weights[index] > 0 else { return sum }
      let share = Double(places[index].lasting + 1) / Double(neighbours + 2)
      return sum + Int32(Elementary.round(-Elementary.log(Float(max(0.02, share))) * 256))
    }
  }

  /// The role of a number in loops.
  func role(_ index: Int) -> LoopThresholds.Role {
    let number = numbers[index]
    guard number.steps >= AgreementCounts.stepsNeeded else { return .untold }
    return number.isState ? .state(up: number.mayRise(good), down: number.mayFall(good)) : .nothing
  }
}

extension AgreementCounts: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(pairs)
    writer.write(neighbours)
    writer.write(places)
    writer.write(numbers)
    writer.write(good)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    pairs = try reader.read()
    neighbours = try reader.read()
    places = try reader.read()
    numbers = try reader.read()
    good = try reader.read()
    let limit: Int64 = 1 << 48
    let (pairs, neighbours) = (pairs, neighbours)
    guard (0...limit).contains(pairs), (0...pairs).contains(neighbours),
      (0...limit).contains(good),
      numbers.allSatisfy({ $0.isWithin(limit) }),
      places.allSatisfy({
        (0...pairs).contains($0.equal) && (0...neighbours).contains($0.lasting)
          && (0...limit).contains($0.others)
          && (0...limit).contains($0.joint) && (0...limit).contains($0.squares)
      })
    else { throw .damaged("the counts of loops do not fit together") }
  }

  /// Whether the counts are about these columns.
  func fits(_ columns: LoopColumns) -> Bool {
    places.count == columns.places && numbers.count == columns.numbers.count
  }
}
