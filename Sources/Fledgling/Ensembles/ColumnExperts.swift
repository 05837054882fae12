/// The experts over columns that ensembles of either kind have, with their features: ridges that
/// never forget, ridges over windows, and the nearest neighbours.
///
/// A ridge has a target for each class, or for the outcome and its logarithm.
struct ColumnExperts: Sendable {
  /// The penalties of ridges over linear and over Fourier features, until they are tuned.
  private static let linearPenalty = 1.0
  private static let kernelPenalty = 0.1
  /// The number of linear features above which windows are solved less often, as they cost more.
  private static let paceFeatures = 32
  /// The number of inputs above which more neighbours are used, as all of them are far.
  private static let fewInputs = 16
  private static let fewNeighbours = 2_000
  private static let manyNeighbours = 5_000

  private(set) var bank: FeatureMap
  private(set) var linear: Ridge
  private(set) var kernels: [Ridge]
  /// Ridges over the last 500 and 2,000 examples, and over Fourier features of the last 1,000.
  private(set) var windows: [SlidingWindowRidge]
  private(set) var neighbours: Neighbours

  init(_ bank: FeatureMap) {
    self.bank = bank
    linear = Ridge(
      features: bank.encoder.linearStride, scale: Double(ColumnEncoder.unit),
      penalty: ColumnExperts.linearPenalty)
    kernels = bank.fourier.map {
      Ridge(features: bank.fourierCount, scale: $0.scale, penalty: ColumnExperts.kernelPenalty)
    }
    windows = ColumnExperts.windows(bank)
    neighbours = Neighbours(
      inputs: max(1, bank.encoder.denseCount),
      capacity: bank.encoder.denseCount > ColumnExperts.fewInputs
        ? ColumnExperts.manyNeighbours : ColumnExperts.fewNeighbours)
  }

  private static func windows(_ bank: FeatureMap) -> [SlidingWindowRidge] {
    let features = bank.encoder.linearStride
    let unit = Double(ColumnEncoder.unit)
    let pace = max(1, features / paceFeatures)
    return [
      SlidingWindowRidge(
        features: features, window: 500, interval: 20 * pace, penalty: linearPenalty, scale: unit),
      SlidingWindowRidge(
        features: features, window: 2_000, interval: 50 * pace, penalty: linearPenalty, scale: unit),
      SlidingWindowRidge(
        features: FeatureMap.windowFourier, window: 1_000, interval: 100, penalty: kernelPenalty,
        scale: bank.fourier[0].scale),
    ]
  }

  /// Clears the experts for an epoch of another encoder; the tuned penalties of ridges are kept.
  mutating func begin(_ bank: FeatureMap) {
    let earlier = self
    self = ColumnExperts(bank)
    linear.copyPenalty(earlier.linear)
    for index in kernels.indices { kernels[index].copyPenalty(earlier.kernels[index]) }
  }

  /// Makes room for more targets.
  mutating func reserve(targets: Int) {
    linear.reserve(targets)
    for index in kernels.indices { kernels[index].reserve(targets) }
    for index in windows.indices { windows[index].reserveTargets(targets) }
  }

  /// Adds an encoded example to every expert, or only to those that never forget.
  ///
  /// - Parameters:
  ///   - example: the encoded example.
  ///   - target: the target of `value`.
  ///   - value: the target's value.
  ///   - second: the value of the target after it, always given or never.
  ///   - outcome: the outcome that neighbours store.
  ///   - targets: the targets that windows solve for.
  ///   - toWindows: whether windows and neighbours add it as well.
  @inline(__always)
  mutating func add(
    _ example: EncodedExample, target: Int, value: Int, second: Int? = nil, outcome: Float,
    targets: Range<Int>, toWindows: Bool
  ) {
    let windowSecond = second.map { Float($0) }
    linear.add(example.linear, target: target, value: value)
    if let second { linear.addTarget(example.linear, target: target + 1, value: second) }
    let count = bank.fourierCount
    example.fourier.withUnsafeBufferPointer { features in
      // Safety: the feature map made the example, with `fourierCount` features for every kernel, of
      // which the window uses the first ``FeatureMap/windowFourier``.
      let features = features.baseAddress.unsafelyUnwrapped
      for index in kernels.indices {
        let row = features + index * count
        kernels[index].add(row, target: target, value: value)
        if let second { kernels[index].addTarget(row, target: target + 1, value: second) }
      }
      if toWindows {
        windows[2].add(
          features, target: target, value: Float(value), second: windowSecond, targets: targets)
      }
    }
    guard toWindows else { return }
    for index in 0..<2 {
      windows[index].add(
        example.linear, target: target, value: Float(value), second: windowSecond,
        targets: targets)
    }
    neighbours.add(example.dense, outcome: outcome)
  }

  /// Solves if enough examples were added.
  mutating func refresh(targets: Range<Int>, force: Bool = false) {
    linear.refresh(targets: targets, force: force)
    for index in kernels.indices { kernels[index].refresh(targets: targets, force: force) }
  }

  /// Solves from the sums alone, as if for the first time.
  mutating func solveAnew(targets: Range<Int>) {
    linear.solveAnew(targets: targets)
    for index in kernels.indices { kernels[index].solveAnew(targets: targets) }
  }

  /// Until ``finishReplay(_:)``, windows add examples without solving.
  mutating func beginReplay() {
    for index in windows.indices { windows[index].isReplaying = true }
  }

  mutating func finishReplay(_ targets: Range<Int>) {
    for index in windows.indices { windows[index].finishReplay(targets) }
  }
}

extension ColumnExperts {
  /// The sums that never forget: those of the linear ridge and of the kernels.
  var sums: [RidgeSums] { [linear.sums] + kernels.map(\.sums) }

  /// Empty sums of the same sizes.
  func blankSums(targets: Int) -> [RidgeSums] {
    sums.map {
      var blank = RidgeSums(features: $0.features)
      blank.reserveTargets(targets)
      return blank
    }
  }

  /// Adds an encoded example to sums of the same sizes.
  func add(
    _ example: EncodedExample, target: Int, value: Int, second: Int? = nil,
    to sums: inout [RidgeSums]
  ) {
    func add(_ row: UnsafePointer<Int16>, _ index: Int) {
      sums[index].add(row, target: target, value: value)
      if let second { sums[index].addTarget(row, target: target + 1, value: second) }
    }
    add(example.linear, 0)
    example.fourier.withUnsafeBufferPointer { features in
      // Safety: the feature map made the example, with `fourierCount` features for every kernel.
      for index in kernels.indices {
        add(features.baseAddress.unsafelyUnwrapped + index * bank.fourierCount, index + 1)
      }
    }
  }

  /// Adds other sums, `sign` times; the targets are renumbered by `numbers`.
  mutating func combine(_ sums: [RidgeSums], sign: Int64, numbers: [Int]? = nil) {
    linear.combine(sums[0], sign: sign, numbers: numbers)
    for index in kernels.indices {
      kernels[index].combine(sums[index + 1], sign: sign, numbers: numbers)
    }
  }
}

extension ColumnExperts: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(bank)
    writer.write(linear)
    writer.write(kernels)
    writer.write(windows)
    writer.write(neighbours)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init(try reader.read())
    let (blankLinear, blankKernels, blankWindows) = (linear, kernels, windows)
    linear = try reader.read()
    kernels = try reader.read()
    windows = try reader.read()
    let inputs = neighbours.inputs
    neighbours = try reader.read()
    guard linear.isLike(blankLinear), kernels.count == blankKernels.count,
      zip(kernels, blankKernels).allSatisfy({ $0.isLike($1) }),
      windows.count == blankWindows.count,
      zip(windows, blankWindows).allSatisfy({ $0.features == $1.features }),
      neighbours.inputs == inputs
    else { throw .damaged("the experts over columns do not fit their encoder") }
  }

  /// Whether every expert has room for this many targets.
  func hasRoom(for targets: Int) -> Bool {
    linear.sums.targets >= targets && kernels.allSatisfy { $0.sums.targets >= targets }
      && windows.allSatisfy { $0.targetCount >= targets }
  }
}
