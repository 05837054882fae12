/// The information of each column alone about the outcome, in the stored examples.
enum MutualInformation {
  /// Columns are cut into this many levels.
  static let levels = 16
  /// The minimum weight of a field, as a share of that of the most informative one.
  static let floor: Float = 0.05

  /// Per column a weight in [0, 1]: the square root of its mutual information with the class,
  /// relative to the largest.
  ///
  /// Fields are weighted by the optimistic estimate, so that few examples do not rule one out;
  /// derived columns must exceed chance (the Miller–Madow bias), or their weight is zero.
  ///
  /// - Complexity: O(examples × columns).
  static func ofClasses(
    _ retained: ReplayBuffer, columns: [Column], codes: [ColumnBinner], classes: Int
  ) -> [Float] {
    var raw = [Double]()
    for (index, code) in codes.enumerated() {
      var joint = [Double](repeating: 0, count: levels * classes)
      let rests = retained.rests.of(index)
      for row in 0..<retained.count {
        let level = level(
          code, retained.cells[row * retained.columns + index], rests.isEmpty ? 0 : rests[row])
        joint[level * classes + Int(retained.outcomes[row])] += 1
      }
      let (information, bias) = mutualInformation(joint, classes: classes)
      raw.append(weigh(information, bias, columns[index]))
    }
    return normalise(raw, columns)
  }

  static func level(_ code: ColumnBinner, _ cell: UInt32, _ rest: Float) -> Int {
    let place = code.code(cell, rest: rest)
    if code.kind == .category || code.codeCount <= levels { return min(levels - 1, place) }
    return place * levels / code.codeCount
  }

  /// The effective information of a column, given its bias.
  static func weigh(_ information: Double, _ bias: Double, _ column: Column) -> Double {
    column.isDerived
      ? (information > 3 * bias ? information - 2 * bias : 0) : information + bias
  }

  static func normalise(_ raw: [Double], _ columns: [Column]) -> [Float] {
    let most = max(1e-9, raw.max() ?? 0)
    return zip(raw, columns).map { value, column in
      let share = Float((max(0, value) / most).squareRoot())
      return column.isDerived ? share : max(floor, share)
    }
  }

  /// The plug-in estimate in nats, and its bias if there is no information.
  private static func mutualInformation(
    _ joint: [Double], classes: Int
  ) -> (information: Double, bias: Double) {
    var byLevel = [Double](repeating: 0, count: levels)
    var byClass = [Double](repeating: 0, count: classes)
    for level in 0..<levels {
      for k in 0..<classes {
        byLevel[level] += joint[level * classes + k]
        byClass[k] += joint[level * classes + k]
      }
    }
    let total = byClass.reduce(0, +)
    guard total > 0 else { return (0, 0) }
    var information = 0.0
    for level in 0..<levels {
      for k in 0..<classes where joint[level * classes + k] > 0 {
        let share = joint[level * classes + k]
        let ratio = share * total / (byLevel[level] * byClass[k])
        information += share / total * Double(Elementary.log(Float(ratio)))
      }
    }
    let used = byLevel.count { $0 > 0 }
    return (information, Double((used - 1) * (classes - 1)) / (2 * total))
  }
}
