import Testing

@testable import Fledgling

/// The sums from which values are solved.
struct LSTDStatisticsTests {
  private static let features = 32
  private static let targets = 3

  private func episode(
    _ count: Int, isComplete: Bool = true, targets: Int = Self.targets, limit: Int = 2_047,
    _ random: inout SplitMix64
  ) -> EpisodeRows {
    var rows = EpisodeRows()
    rows.marks = Array(0..<count)
    rows.features = random.integers(count * Self.features, limit: limit)
    rows.targets = (0..<count).map { _ in
      (0..<targets).map { _ in Int32(random.below(16_384)) }
    }
    rows.isComplete = isComplete
    return rows
  }

  private func episodes(
    _ count: Int, targets: Int = Self.targets, _ random: inout SplitMix64
  ) -> [EpisodeRows] {
    (0..<count).map { index in
      let length = index == 0 ? 64 : random.below(9)
      return episode(length, isComplete: random.below(3) > 0, targets: targets, &random)
    }
  }

  private func sums(_ episodes: some Sequence<EpisodeRows>) -> LSTDStatistics {
    var sums = LSTDStatistics(features: Self.features, targets: Self.targets)
    for episode in episodes { sums.add(episode) }
    return sums
  }

  private func row(_ episode: EpisodeRows, _ mark: Int) -> [Int16] {
    Array(episode.features[mark * Self.features..<(mark + 1) * Self.features])
  }

  /// Σ e (φ − φ″)ᵀ and Σ e r over the next landmarks: with the rounded trace to the last bit, and with
  /// LSTD(7/8) in double precision to a part in a hundred.
  @Test(arguments: [1, 2, 5, 64], [true, false])
  func isTheSystemOfTemporalDifferences(count: Int, isComplete: Bool) {
    var random = SplitMix64(seed: UInt64(count) + (isComplete ? 100 : 0))
    let (n, targets) = (Self.features, Self.targets)
    let episode = episode(count, isComplete: isComplete, &random)
    var found = sums([episode])
    found.flush()
    var trace = [Int64](repeating: 0, count: n)
    var real = [Double](repeating: 0, count: n)
    var steep = [Int64](repeating: 0, count: n * n)
    var cross = [Int64](repeating: 0, count: n * targets)
    var realSteep = [Double](repeating: 0, count: n * n)
    var realCross = [Double](repeating: 0, count: n * targets)
    for mark in 0..<count {
      let own = row(episode, mark)
      for i in 0..<n {
        trace[i] += Int64((Double(4 * Int64(own[i]) - trace[i]) / 8 + 0.5).rounded(.down))
        real[i] = 0.875 * real[i] + 0.125 * Double(own[i])
      }
      let isLast = mark == count - 1
      // What the value at the last landmark stands for is not known of an unfinished episode.
      guard isComplete || !isLast else { continue }
      let next = isLast ? [Int16](repeating: 0, count: n) : row(episode, mark + 1)
      for i in 0..<n {
        for j in 0..<n {
          let difference = Int64(own[j]) - Int64(next[j])
          steep[i * n + j] += trace[i] * difference
          realSteep[i * n + j] += real[i] * Double(difference)
        }
        for target in 0..<targets {
          let after = isLast ? 0 : Int64(episode.targets[mark + 1][target])
          let reward = Int64(episode.targets[mark][target]) - after
          cross[target * n + i] += trace[i] * reward
          realCross[target * n + i] += real[i] * Double(reward)
        }
      }
    }
    let isSame = found.steep == steep && found.steepCross == cross
    #expect(isSame)
    func distance(_ sums: [Int64], _ real: [Double]) -> Double {
      var miss = 0.0
      var size = 0.0
      for (sum, real) in zip(sums, real) {
        // Traces are kept in quarters.
        miss += (Double(sum) / 4 - real) * (Double(sum) / 4 - real)
        size += real * real
      }
      return size > 0 ? (miss / size).squareRoot() : miss
    }
    #expect(distance(found.steep, realSteep) < 0.01)
    #expect(distance(found.steepCross, realCross) < 0.01)
  }

  @Test func isTheSystemOfLeastSquares() {
    var random = SplitMix64(seed: 4)
    let n = Self.features
    let episodes = episodes(20, &random)
    var found = sums(episodes)
    found.flush()
    var gram = [Int64](repeating: 0, count: n * n)
    var cross = [Int64](repeating: 0, count: n * Self.targets)
    var rows = 0
    for episode in episodes where episode.isComplete {
      for mark in episode.marks {
        let own = row(episode, mark)
        rows += 1
        for i in 0..<n {
          for j in 0..<n { gram[i * n + j] += Int64(own[i]) * Int64(own[j]) }
          for target in 0..<Self.targets {
            cross[target * n + i] += Int64(own[i]) * Int64(episode.targets[mark][target])
          }
        }
      }
    }
    #expect(found.rows == rows)
    #expect(found.episodes == 20)
    for i in 0..<n {
      #expect(found.gram[i * n...i * n + i] == gram[i * n...i * n + i])
    }
    let isSame = found.gramCross == cross
    #expect(isSame)
  }

  @Test(arguments: Variants.seeds)
  func orderDoesNotMatter(seed: UInt64) {
    struct Sums: Summary {
      var sums = LSTDStatistics(
        features: LSTDStatisticsTests.features, targets: LSTDStatisticsTests.targets)
      mutating func add(_ episode: EpisodeRows) { sums.add(episode) }
      var bytes: [UInt8] { FledglingTests.bytes(of: sums) }
    }
    var random = SplitMix64(seed: seed)
    #expect(isOrderFree(Sums.self, episodes(30, &random)))
  }

  @Test(arguments: Variants.seeds)
  func addingAndSubtractingLeavesNothing(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let all = episodes(30, &random)
    var whole = sums(all[..<13])
    whole.combine(sums(all[13...]), sign: 1)
    #expect(bytes(of: whole) == bytes(of: sums(all)))
    whole.combine(sums(all[13...]), sign: -1)
    #expect(bytes(of: whole) == bytes(of: sums(all[..<13])))
    whole.combine(sums(all[..<13].reversed()), sign: -1)
    #expect(bytes(of: whole) == bytes(of: sums([])))
  }

  /// Sums look the same however many landmarks wait for a batch.
  @Test func batchesOfAnySize() throws {
    var random = SplitMix64(seed: 6)
    var whole = sums([])
    var flushed = sums([])
    for count in [1, Kernels.batch - 1, 1, Kernels.batch, Kernels.batch + 1, 64, 3, 0] {
      let episode = episode(count, isComplete: random.below(2) == 0, &random)
      whole.add(episode)
      flushed.add(episode)
      flushed.flush()
      #expect(bytes(of: whole) == bytes(of: flushed), "\(count) landmarks later")
      #expect(bytes(of: try copied(whole)) == bytes(of: whole))
    }
  }

  /// The largest features, all of one sign and then of the other, for as long as an episode is learned.
  @Test func holdsTheLargestFeatures() {
    for isComplete in [true, false] {
      var rows = EpisodeRows()
      rows.marks = Array(0..<64)
      rows.isComplete = isComplete
      rows.targets = [[Int32]](repeating: [16_384, 1 << 20, -(1 << 20)], count: 64)
      for mark in 0..<64 {
        rows.features += [Int16](repeating: mark < 40 ? 2_047 : -2_047, count: Self.features)
      }
      var found = sums([rows])
      found.flush()
      var trace: Int64 = 0
      var steep: Int64 = 0
      for mark in 0..<64 {
        let own: Int64 = mark < 40 ? 2_047 : -2_047
        let step = (4 * own - trace + 4) >> 3
        trace += step
        steep += step * own
      }
      if !isComplete { steep -= trace * -2_047 }
      #expect(found.steep.allSatisfy { $0 == steep })
    }
  }

  /// Targets that came later are as if they had been there, with nothing in them.
  @Test func widening() {
    var random = SplitMix64(seed: 8)
    let narrow = episodes(12, targets: 2, &random)
    var padded = narrow
    for index in padded.indices {
      for mark in padded[index].targets.indices { padded[index].targets[mark].append(0) }
    }
    var blocks = LSTDStatistics(features: Self.features, targets: 2)
    for episode in narrow { blocks.add(episode) }
    #expect(bytes(of: blocks.widened(to: 3)) == bytes(of: sums(padded)))
  }

  /// With a row per state, the values of a chain that always goes on are what comes at its end.
  @Test func solvesAChain() {
    var blocks = JackknifeBlocks(features: 16, targets: 1)
    for _ in 0..<40 {
      var rows = EpisodeRows()
      rows.marks = Array(0..<5)
      rows.features = [Int16](repeating: 0, count: 5 * 16)
      for mark in 0..<5 {
        rows.features[mark * 16] = 256
        rows.features[mark * 16 + 1 + mark] = 256
      }
      rows.targets = (0..<5).map { [Int32(256 * (4 - $0))] }
      _ = blocks.add(rows)
    }
    let solver = LSTDSolver(blocks, linear: 6)
    for isTemporal in [true, false] {
      let weights = solver.weights(
        solver.assembly(isTemporal: isTemporal, halfLife: nil, without: nil), isLinear: true,
        penalty: 1e-4)
      for state in 0..<5 {
        #expect(abs(weights[0] + weights[1 + state] - Double(4 - state)) < 0.02)
      }
      #expect(weights[6...].allSatisfy { $0 == 0 })
    }
  }
}

/// Sums in blocks.
struct JackknifeBlocksTests {
  private func rows(_ seed: UInt64) -> EpisodeRows {
    var random = SplitMix64(seed: seed)
    var rows = EpisodeRows()
    rows.marks = [0, 1, 2]
    rows.features = random.integers(48, limit: 2_047)
    rows.targets = [[1, 2], [3, 4], [5, 6]]
    return rows
  }

  /// No more than the limit; blocks follow one another; together they hold every episode.
  @Test func unite() {
    var blocks = JackknifeBlocks(features: 16, targets: 2)
    var whole = LSTDStatistics(features: 16, targets: 2)
    var numbers: [Int] = []
    for seed in 0..<100 {
      let rows = rows(UInt64(seed))
      let (block, united) = blocks.add(rows)
      whole.add(rows)
      if united { numbers = numbers.map { $0 / 2 } }
      numbers.append(block)
      #expect(blocks.blocks.count <= JackknifeBlocks.limit)
      #expect(blocks.rows == 3 * (seed + 1))
    }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 })
    for (index, block) in blocks.blocks.enumerated() {
      #expect(block.episodes == numbers.count { $0 == index })
    }
    var sum = LSTDStatistics(features: 16, targets: 2)
    for block in blocks.blocks { sum.combine(block, sign: 1) }
    #expect(bytes(of: sum) == bytes(of: whole))
    #expect(blocks.middles == blocks.middles.sorted())
    #expect(blocks.middles.allSatisfy { (0...1).contains($0) })
  }
}
