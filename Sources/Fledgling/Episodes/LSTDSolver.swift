/// One configuration of solving values from sums; their mixture is chosen by past forecasts.
struct SolverConfiguration: Sendable, Hashable {
  /// Whether hidden units are left out.
  let isLinear: Bool
  /// Whether temporal differences are used, or outcomes only.
  let isTemporal: Bool
  /// The ridge penalty, as a share of the number of landmarks.
  let penalty: Double
  /// The share of all episodes after which an earlier one counts half; `nil` if all count alike.
  let halfLife: Double?

  /// All candidates, the same for every task.
  static let all: [SolverConfiguration] = [true, false].flatMap { isLinear in
    func candidates(
      _ isTemporal: Bool, _ penalties: [Double], _ halfLife: Double?
    ) -> [SolverConfiguration] {
      penalties.map {
        SolverConfiguration(
          isLinear: isLinear, isTemporal: isTemporal, penalty: $0, halfLife: halfLife)
      }
    }
    // The greatest penalty leaves almost only the constant, for the first few episodes.
    let careful = isLinear ? [30.0] : []
    return candidates(true, [3e-2, 1] + careful, nil)
      + candidates(false, [1e-3, 3e-2, 1] + careful, nil)
      + candidates(false, [1e-3, 3e-2], 0.25)
  }
}

/// The weight of one solver of values.
public struct SolverWeight: Sendable, Hashable {
  /// Whether hidden units are left out.
  public let isLinear: Bool
  /// Whether temporal differences are used, or outcomes only.
  public let isTemporal: Bool
  /// The ridge penalty, as a share of the number of landmarks learned.
  public let penalty: Double
  /// The share of all episodes after which an earlier one counts half; `nil` if all count alike.
  public let halfLife: Double?
  /// The weight among all solvers, in [0, 1].
  public let share: Double

  init(_ candidate: SolverConfiguration, share: Double) {
    isLinear = candidate.isLinear
    isTemporal = candidate.isTemporal
    penalty = candidate.penalty
    halfLife = candidate.halfLife
    self.share = share
  }
}

extension SolverWeight: SnapshotCodable {
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
struct LSTDSolver {
  private let systems: [System]
  private let total: System
  private let middles: [Double]
  private let features: Int
  private let targets: Int
  /// The number of linear features, the constant included.
  private let linear: Int

  /// The sums of one block, in the original units of features and targets.
  private struct System {
    var gram: [Double]
    var steep: [Double]
    var gramCross: [Double]
    var steepCross: [Double]
    var rows: Double

    init(_ sums: LSTDStatistics) {
      let unit = 1 / Double(StepEncoder.unit * StepEncoder.unit)
      func real(_ sums: [Int64]) -> [Double] { sums.map { Double($0) * unit } }
      gram = real(sums.gram)
      steep = real(sums.steep)
      gramCross = real(sums.gramCross)
      steepCross = real(sums.steepCross)
      rows = Double(sums.rows)
    }
  }

  /// Sums of several blocks, from which candidates with several penalties are solved.
  struct Assembly {
    fileprivate let isTemporal: Bool
    fileprivate let products: [Double]
    fileprivate let cross: [Double]
    fileprivate let rows: Double
  }

  init(_ blocks: JackknifeBlocks, linear: Int) {
    var blocks = blocks
    blocks.flush()
    var whole = LSTDStatistics(features: blocks.features, targets: blocks.targets)
    for block in blocks.blocks { whole.combine(block, sign: 1) }
    systems = blocks.blocks.map { System($0) }
    total = System(whole)
    middles = blocks.middles
    features = blocks.features
    targets = blocks.targets
    self.linear = linear
  }

  /// The sums that a candidate is solved from.
  ///
  /// - Parameters:
  ///   - isTemporal: whether to use the sums of temporal differences.
  ///   - halfLife: the share of all episodes after which an earlier one counts half.
  ///   - block: the block left out; `nil` for the final values.
  /// - Returns: the sums, with blocks weighted by their age if there is a half-life.
  /// - Complexity: O(blocks × features²).
  func assembly(isTemporal: Bool, halfLife: Double?, without block: Int?) -> Assembly {
    func products(_ system: System) -> [Double] { isTemporal ? system.steep : system.gram }
    func cross(_ system: System) -> [Double] {
      isTemporal ? system.steepCross : system.gramCross
    }
    guard let halfLife else {
      guard let block else {
        return Assembly(
          isTemporal: isTemporal, products: products(total), cross: cross(total),
          rows: total.rows)
      }
      let out = systems[block]
      return Assembly(
        isTemporal: isTemporal, products: zip(products(total), products(out)).map { $0 - $1 },
        cross: zip(cross(total), cross(out)).map { $0 - $1 }, rows: total.rows - out.rows)
    }
    var sums = [Double](repeating: 0, count: features * features)
    var right = [Double](repeating: 0, count: features * targets)
    var rows = 0.0
    let reference = block.map { middles[$0] } ?? 1
    for (index, system) in systems.enumerated() where index != block {
      let ages = abs(reference - middles[index]) / halfLife
      let weight = Double(Elementary.exp(Float(-ages * 0.6931471805599453)))
      rows += weight * system.rows
      LSTDSolver.add(products(system), weight, to: &sums)
      LSTDSolver.add(cross(system), weight, to: &right)
    }
    return Assembly(isTemporal: isTemporal, products: sums, cross: right, rows: rows)
  }

  private static func add(_ values: [Double], _ weight: Double, to sums: inout [Double]) {
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for i in 0..<values.count { sums[i] += weight * values[i] }
      }
    }
  }

  /// Solves the weights of every target.
  ///
  /// - Parameters:
  ///   - assembly: the sums.
  ///   - isLinear: whether hidden units are left out.
  ///   - penalty: the ridge penalty, as a share of the number of landmarks.
  /// - Returns: `[feature][target]`, for features in their original units; zero for those left out.
  /// - Complexity: O(features³ + features² × targets).
  func weights(_ assembly: Assembly, isLinear: Bool, penalty: Double) -> [Double] {
    let n = isLinear ? linear : features
    let width = LUSolver.padded(n)
    let columns = LUSolver.padded(targets)
    var a = [Double](repeating: 0, count: width * width)
    var x = [Double](repeating: 0, count: width * columns)
    for i in 0..<n {
      let end = assembly.isTemporal ? n : i + 1
      assembly.products.withUnsafeBufferPointer { from in
        a.withUnsafeMutableBufferPointer { a in
          for j in 0..<end { a[i * width + j] = from[i * features + j] }
        }
      }
    }
    for target in 0..<targets {
      for i in 0..<n { x[i * columns + target] = assembly.cross[target * features + i] }
    }
    for i in 0..<width {
      // The constant is penalised only as far as the system needs it to be solvable.
      a[i * width + i] += i >= n ? 1 : (i == 0 ? 1e-6 : penalty) * max(1, assembly.rows)
    }
    if assembly.isTemporal {
      LUSolver.solve(&a, &x, n: width, columns: columns)
    } else {
      LSTDSolver.solveSymmetric(&a, &x, n: width, columns: columns, used: targets)
    }
    var weights = [Double](repeating: 0, count: features * targets)
    for i in 0..<n {
      for target in 0..<targets { weights[i * targets + target] = x[i * columns + target] }
    }
    return weights
  }

  private static func solveSymmetric(
    _ a: inout [Double], _ x: inout [Double], n: Int, columns: Int, used: Int
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * 8) { panel in
      Kernels.best.cholesky(&a, n, 1e-9, panel.baseAddress)
    }
    var column = [Double](repeating: 0, count: n)
    for target in 0..<used {
      for i in 0..<n { column[i] = x[i * columns + target] }
      Kernels.best.solve(a, n, &column)
      for i in 0..<n { x[i * columns + target] = column[i] }
    }
  }
}
