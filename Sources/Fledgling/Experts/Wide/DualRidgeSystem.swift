import CKernels

/// The linear system of a ``WideRidge``: centred, scaled to the features' spread, divided by the
/// number of examples; can be solved for any penalty.
///
/// All in Double with a fixed order of operations, so that every machine gives the same bits.
struct DualRidgeSystem {
  /// Per target group, `[width][group]` weights in scaled features, and the cross-validated error.
  struct Solution {
    var weights: [Double]
    var error: Double
  }

  /// Rows whose products add up to the matrix, and their own products.
  struct LowRank {
    var rank: Int
    /// `rank` rows of `width`; further rows are unused.
    var rows: [Double]
    /// `rank` × `rank`.
    var products: [Double]
    /// Per row, the targets whose products with the rows are the right sides.
    var sides: [Double]
  }

  private static let group = Int(FK_WIDE_GROUP)
  private let sums: WideGram
  private let width: Int
  private let count: Double
  private let mean: [Double]
  /// One over each feature's spread; zero where it does not vary.
  private let scale: [Double]
  private let targetMean: [Double]
  /// `[group][width][group]`, scaled.
  private let right: [Double]
  private let groups: Int
  private let probes: [Double]

  init(_ sums: WideGram) {
    self.sums = sums
    width = sums.width
    count = Double(sums.count)
    let (width, count) = (width, count)
    let mean = sums.totals.map { Double($0) / count }
    var variance = (0..<width).map {
      max(0, Double(sums.gram[WideGram.place($0, $0)]) / count - mean[$0] * mean[$0])
    }
    var total = 0.0
    for value in variance { total += value }
    let typical = total / Double(sums.features)
    let own = count / (count + WideRidge.spreadPrior)
    for i in 0..<width {
      variance[i] = own * variance[i] + (1 - own + WideRidge.spreadFloor) * typical
    }
    let scale = (0..<width).map {
      $0 < sums.features && typical > 0 ? 1 / variance[$0].squareRoot() : 0
    }
    let targetMean = sums.targetTotals.map { Double($0) / count }
    let groups = (sums.targets + DualRidgeSystem.group - 1) / DualRidgeSystem.group
    var right = [Double](repeating: 0, count: groups * width * DualRidgeSystem.group)
    for target in 0..<sums.targets {
      let (own, lane) = target.quotientAndRemainder(dividingBy: DualRidgeSystem.group)
      for i in 0..<width {
        right[(own * width + i) * DualRidgeSystem.group + lane] =
          (Double(sums.cross[target * width + i]) / count - mean[i] * targetMean[target]) * scale[i]
      }
    }
    var random = SplitMix64(seed: 1)
    var probes = [Double](repeating: 0, count: width * DualRidgeSystem.group)
    for i in 0..<width {
      for lane in 0..<DualRidgeSystem.group {
        probes[i * DualRidgeSystem.group + lane] = random.next() >> 63 == 0 ? 1 : -1
      }
    }
    (self.mean, self.scale, self.targetMean) = (mean, scale, targetMean)
    (self.groups, self.right, self.probes) = (groups, right, probes)
  }

  /// One element of the scaled matrix.
  @inline(__always)
  private func element(_ gram: Int64, _ row: Int, _ column: Int) -> Double {
    (Double(gram) / count - mean[row] * mean[column]) * (scale[row] * scale[column])
  }

  /// The penalty that is added to the diagonal.
  private func diagonal(_ penalty: Double) -> Double { penalty * Double(sums.features) / count }

  func solve(_ penalty: Double, _ lowRank: LowRank?, probes: Bool) -> Solution {
    if let lowRank {
      solve(penalty, at: lowRank, probes: probes)
    } else {
      solveFully(penalty, probes: probes)
    }
  }

  /// Generalised cross-validation: the mean squared residual over the square of the remaining share
  /// of freedom.
  private func validated(_ residual: Double, _ free: Double) -> Double {
    let slack = free / count
    // Below this limit the noise of the estimated trace would dominate.
    guard slack > DualRidgeSystem.leastSlack else { return .infinity }
    return max(0, residual) / (slack * slack)
  }

  private static let leastSlack = 0.02

  // MARK: Full rank

  private func solveFully(_ penalty: Double, probes: Bool) -> Solution {
    let added = diagonal(penalty)
    let n = width
    var weights = right + (probes ? self.probes : [])
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * WideGram.block) { panel in
      var factor = packed(added)
      // Safety: the factor is the packed triangle of `n` rows; `weights` holds `n` rows for each of
      // the groups, and for that of the probes if they are requested.
      factor.withUnsafeMutableBufferPointer { factor in
        Kernels.wide.cholesky(factor.baseAddress, n, 1e-12, panel.baseAddress)
        weights.withUnsafeMutableBufferPointer {
          Kernels.wide.solve(factor.baseAddress, n, $0.baseAddress, groups + (probes ? 1 : 0))
        }
      }
    }
    guard probes else { return Solution(weights: weights, error: 0) }
    let solved = groups * n * DualRidgeSystem.group
    var trace = 0.0
    for i in 0..<n * DualRidgeSystem.group { trace += self.probes[i] * weights[solved + i] }
    weights.removeLast(n * DualRidgeSystem.group)
    var residual = 0.0
    for i in weights.indices { residual -= weights[i] * (right[i] + added * weights[i]) }
    for target in 0..<sums.targets {
      residual += Double(sums.squares[target]) / count - targetMean[target] * targetMean[target]
    }
    // The centre takes one degree of freedom as well.
    let free = count - 1 - Double(n) + added * trace / Double(DualRidgeSystem.group)
    return Solution(weights: weights, error: validated(residual, free))
  }

  /// The scaled matrix with the penalty on its diagonal, as a packed triangle.
  private func packed(_ added: Double) -> [Double] {
    let block = WideGram.block
    return [Double](unsafeUninitializedCapacity: sums.gram.count) { out, filled in
      var at = 0
      for high in stride(from: 0, to: width, by: block) {
        for low in stride(from: 0, through: high, by: block) {
          for i in high..<high + block {
            let (middle, factor) = (mean[i], scale[i])
            for j in low..<low + block {
              out[at] =
                (Double(sums.gram[at]) / count - middle * mean[j]) * (factor * scale[j])
              at += 1
            }
          }
        }
        let corner = at - block * block
        for i in 0..<block { out[corner + i * block + i] += added }
      }
      filled = at
    }
  }

  // MARK: Low rank

  /// Factors the matrix with pivots until its remaining diagonal is negligible.
  ///
  /// - Complexity: O(rank² × width).
  func lowRank() -> LowRank {
    let n = width
    let most = min(n, sums.count)
    let targets = sums.targets
    var rows = [Double](repeating: 0, count: most * n)
    var sides = [Double](repeating: 0, count: most * targets)
    var left = (0..<n).map { element(sums.gram[WideGram.place($0, $0)], $0, $0) }
    var coefficients = [Double](repeating: 0, count: most)
    let enough = 1e-10 * (left.max() ?? 0)
    var rank = 0
    while rank < most {
      var pivot = 0
      for i in 1..<n where left[i] > left[pivot] { pivot = i }
      guard left[pivot] > enough else { break }
      let inverse = 1 / left[pivot].squareRoot()
      // Safety: `rows` holds `n` values for each of at most `most` ranks, and `rank` is below that.
      rows.withUnsafeMutableBufferPointer { rows in
        let start = rows.baseAddress.unsafelyUnwrapped
        let row = start + rank * n
        for j in 0..<n {
          row[j] = element(sums.gram[WideGram.place(max(j, pivot), min(j, pivot))], pivot, j)
        }
        for q in 0..<rank { coefficients[q] = rows[q * n + pivot] }
        Kernels.wide.subtract(start, n, n, rank, coefficients, row)
        for j in 0..<n {
          row[j] *= inverse
          left[j] -= row[j] * row[j]
        }
      }
      left[pivot] = 0
      for target in 0..<targets {
        let (own, lane) = target.quotientAndRemainder(dividingBy: DualRidgeSystem.group)
        var side = right[(own * n + pivot) * DualRidgeSystem.group + lane]
        for q in 0..<rank { side -= coefficients[q] * sides[q * targets + target] }
        sides[rank * targets + target] = side * inverse
      }
      rank += 1
    }
    var products = [Double](repeating: 0, count: rank * rank)
    if rank > 0 { Kernels.wide.products(rows, rank, rows, rank, n, &products) }
    return LowRank(rank: rank, rows: rows, products: products, sides: sides)
  }

  /// From the dual: weights Aᵀ (AAᵀ + λ)⁻¹ y, residuals λ (AAᵀ + λ)⁻¹ y.
  private func solve(_ penalty: Double, at low: LowRank, probes: Bool) -> Solution {
    let added = diagonal(penalty)
    let (n, rank, targets) = (width, low.rank, sums.targets)
    var weights = [Double](repeating: 0, count: right.count)
    guard rank > 0 else { return Solution(weights: weights, error: 0) }
    let block = WideGram.block
    let m = (rank + block - 1) / block * block
    let all = groups + (probes ? 1 : 0)
    var x = [Double](repeating: 0, count: all * m * DualRidgeSystem.group)
    for i in 0..<rank {
      for target in 0..<targets {
        let (own, lane) = target.quotientAndRemainder(dividingBy: DualRidgeSystem.group)
        x[(own * m + i) * DualRidgeSystem.group + lane] = low.sides[i * targets + target]
      }
    }
    let probeStart = groups * m * DualRidgeSystem.group
    if probes {
      for i in 0..<rank * DualRidgeSystem.group { x[probeStart + i] = self.probes[i] }
    }
    var factor = [Double](repeating: 0, count: WideGram.triangle(m))
    for i in 0..<m {
      if i < rank {
        for j in 0...i { factor[WideGram.place(i, j)] = low.products[i * rank + j] }
      }
      factor[WideGram.place(i, i)] += added
    }
    var panel = [Double](repeating: 0, count: m * block)
    Kernels.wide.cholesky(&factor, m, 1e-12, &panel)
    Kernels.wide.solve(factor, m, &x, all)
    var (residual, explained) = (0.0, 0.0)
    var coefficients = [Double](repeating: 0, count: rank)
    var column = [Double](repeating: 0, count: n)
    for target in 0..<targets {
      let (own, lane) = target.quotientAndRemainder(dividingBy: DualRidgeSystem.group)
      for i in 0..<rank {
        let solved = x[(own * m + i) * DualRidgeSystem.group + lane]
        let side = low.sides[i * targets + target]
        coefficients[i] = -solved
        residual += added * solved * (added * solved)
        explained += side * side
      }
      for i in 0..<n { column[i] = 0 }
      Kernels.wide.subtract(low.rows, n, n, rank, coefficients, &column)
      for i in 0..<n { weights[(own * n + i) * DualRidgeSystem.group + lane] = column[i] }
    }
    guard probes else { return Solution(weights: weights, error: 0) }
    var total = 0.0
    for target in 0..<targets {
      total += Double(sums.squares[target]) / count - targetMean[target] * targetMean[target]
    }
    var trace = 0.0
    for i in 0..<rank * DualRidgeSystem.group { trace += self.probes[i] * x[probeStart + i] }
    let free = count - 1 - Double(rank) + added * trace / Double(DualRidgeSystem.group)
    return Solution(
      weights: weights, error: validated(max(0, total - explained) + residual, free))
  }

  // MARK: Weights

  /// The weights for integer features, and the offset of each target.
  func weights(_ solution: Solution) -> (weights: [Float], offsets: [Float]) {
    var weights = [Float](repeating: 0, count: sums.targets * width)
    var offsets = [Float](repeating: 0, count: sums.targets)
    for target in 0..<sums.targets {
      let (own, lane) = target.quotientAndRemainder(dividingBy: DualRidgeSystem.group)
      var offset = targetMean[target]
      for i in 0..<width {
        let weight = solution.weights[(own * width + i) * DualRidgeSystem.group + lane] * scale[i]
        weights[target * width + i] = Float(weight)
        offset -= weight * mean[i]
      }
      offsets[target] = Float(offset)
    }
    return (weights, offsets)
  }
}
