/// How values are solved from sums: one of several ways, among which what was foreseen decides.
struct ValueCandidate: Sendable, Hashable {
  /// Whether hidden units are left out.
  let isLinear: Bool
  /// Whether by temporal differences, or from outcomes only.
  let isTemporal: Bool
  /// The ridge penalty, as a share of the landmarks.
  let penalty: Double
  /// The share of all episodes after which an earlier one counts half; nil where all count alike.
  let halfLife: Double?

  /// All candidates, the same for every task.
  static let all: [ValueCandidate] = [true, false].flatMap { isLinear in
    func candidates(
      _ isTemporal: Bool, _ penalties: [Double], _ halfLife: Double?
    ) -> [ValueCandidate] {
      penalties.map {
        ValueCandidate(
          isLinear: isLinear, isTemporal: isTemporal, penalty: $0, halfLife: halfLife)
      }
    }
    return candidates(true, [3e-2, 1], nil) + candidates(false, [1e-3, 3e-2, 1], nil)
      + candidates(false, [1e-3, 3e-2], 0.25)
  }
}

/// How much one way of solving values counts.
public struct ValueShare: Sendable, Hashable {
  /// Whether hidden units are left out.
  public let isLinear: Bool
  /// Whether by temporal differences, or from outcomes only.
  public let isTemporal: Bool
  /// The ridge penalty, as a share of the landmarks learned.
  public let penalty: Double
  /// The share of all episodes after which an earlier one counts half; nil where all count alike.
  public let halfLife: Double?
  /// The weight among all ways, in [0, 1].
  public let share: Double

  init(_ candidate: ValueCandidate, share: Double) {
    isLinear = candidate.isLinear
    isTemporal = candidate.isTemporal
    penalty = candidate.penalty
    halfLife = candidate.halfLife
    self.share = share
  }
}

extension ValueShare: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(isLinear)
    writer.write(isTemporal)
    writer.write(penalty)
    writer.write(halfLife ?? 0)
    writer.write(share)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    isLinear = try reader.read()
    isTemporal = try reader.read()
    penalty = try reader.read()
    let life = try reader.read(Double.self)
    halfLife = life > 0 ? life : nil
    share = try reader.read()
  }
}

/// Solves the values of candidates, from all blocks or from all but one.
struct ValueSolver {
  private let systems: [System]
  private let middles: [Double]
  private let features: Int
  private let targets: Int
  /// The constant and the linear features.
  private let linear: Int

  private struct System {
    let gram: [Double]
    let steep: [Double]
    let gramCross: [Double]
    let steepCross: [Double]
    let rows: Double
  }

  init(_ blocks: ValueBlocks, linear: Int) {
    var blocks = blocks
    blocks.flush()
    let unit = 1 / Double(StepView.unit * StepView.unit)
    func real(_ sums: [Int64]) -> [Double] { sums.map { Double($0) * unit } }
    systems = blocks.blocks.map {
      System(
        gram: real($0.gram), steep: real($0.steep), gramCross: real($0.gramCross),
        steepCross: real($0.steepCross), rows: Double($0.rows))
    }
    middles = blocks.middles
    features = blocks.features
    targets = blocks.targets
    self.linear = linear
  }

  /// Solves the weights of every target.
  ///
  /// - Parameters:
  ///   - candidate: in which way.
  ///   - block: the block left out; nil for values to be used from now on.
  /// - Returns: `[feature][target]`, for features in units of one; zero for those left out.
  /// - Complexity: O(features³ + features² × targets).
  func weights(_ candidate: ValueCandidate, without block: Int?) -> [Double] {
    let n = candidate.isLinear ? linear : features
    let width = (n + 7) / 8 * 8
    var a = [Double](repeating: 0, count: width * width)
    var x = [Double](repeating: 0, count: width * targets)
    var rows = 0.0
    let reference = block.map { middles[$0] } ?? 1
    for (index, system) in systems.enumerated() where index != block {
      var weight = 1.0
      if let halfLife = candidate.halfLife {
        let ages = abs(reference - middles[index]) / halfLife
        weight = Double(Elementary.exp(Float(-ages * 0.6931471805599453)))
      }
      rows += weight * system.rows
      let from = candidate.isTemporal ? system.steep : system.gram
      let right = candidate.isTemporal ? system.steepCross : system.gramCross
      for i in 0..<n {
        let end = candidate.isTemporal ? n : i + 1
        for j in 0..<end { a[i * width + j] += weight * from[i * features + j] }
      }
      for target in 0..<targets {
        for i in 0..<n { x[i * targets + target] += weight * right[target * features + i] }
      }
    }
    for i in 0..<width {
      // The constant is shrunk only as far as the system needs it.
      a[i * width + i] += i >= n ? 1 : (i == 0 ? 1e-6 : candidate.penalty) * max(1, rows)
    }
    if candidate.isTemporal {
      LinearSystem.solve(&a, &x, n: width, columns: targets)
    } else {
      ValueSolver.solveSymmetric(&a, &x, n: width, columns: targets)
    }
    x.removeLast((width - n) * targets)
    x += [Double](repeating: 0, count: (features - n) * targets)
    return x
  }

  private static func solveSymmetric(
    _ a: inout [Double], _ x: inout [Double], n: Int, columns: Int
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * 8) { panel in
      Kernels.best.cholesky(&a, n, 1e-9, panel.baseAddress)
    }
    var column = [Double](repeating: 0, count: n)
    for target in 0..<columns {
      for i in 0..<n { column[i] = x[i * columns + target] }
      Kernels.best.solve(a, n, &column)
      for i in 0..<n { x[i * columns + target] = column[i] }
    }
  }
}
