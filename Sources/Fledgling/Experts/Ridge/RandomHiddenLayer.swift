/// Random hidden units of a numeric vector: tanh of a few weighted inputs each, as 16-bit integers.
///
/// A ridge over them is an extreme learning machine (Huang, Zhu, Siew 2006).  Each unit reads
/// ``fan`` inputs, drawn with its weights from a seed, so that units express interactions of few
/// inputs even if there are many; inputs are weighted by their relevance, which
/// ``GradientRelevance`` measures.  Nothing here is fitted.
struct RandomHiddenLayer: Sendable, Hashable {
  /// The number of inputs that one unit reads.
  static let fan = 6
  /// The integer that represents one.
  static let amplitude: Float = 2_047
  /// The spread of a unit's weighted sum if all inputs are equally relevant.
  static let width: Float = 1.65
  static let countLimit = 16_384
  static let inputLimit = 4_096

  let inputs: Int
  let count: Int
  private let seed: UInt64
  private let relevance: [Float]
  /// Unit by unit, `fanIn` inputs and their weights.
  private let places: [Int32]
  private let weights: [Float]
  private let offsets: [Float]
  /// The number of inputs a unit reads if there are fewer than ``fan``.
  private let fanIn: Int

  /// - Parameters:
  ///   - inputs: the number of standardised inputs.
  ///   - count: the number of units.
  ///   - relevance: per input, its relevance; only the ratios count.  All equal if `nil`.
  ///   - seed: the seed of the weights.
  init(inputs: Int, count: Int, relevance: [Float]? = nil, seed: UInt64) {
    precondition((1...RandomHiddenLayer.inputLimit).contains(inputs), "inputs out of range")
    precondition((1...RandomHiddenLayer.countLimit).contains(count), "count out of range")
    let relevance = relevance ?? [Float](repeating: 1, count: inputs)
    precondition(relevance.count == inputs, "one relevance per input")
    self.inputs = inputs
    self.count = count
    self.seed = seed
    self.relevance = relevance
    let fan = min(RandomHiddenLayer.fan, inputs)
    fanIn = fan
    var total: Float = 0
    for value in relevance { total += value * value }
    let norm = total > 0 ? (Float(inputs) / total).squareRoot() : 0
    let size = norm * RandomHiddenLayer.width / Float(fan).squareRoot()
    var random = SplitMix64(seed: seed)
    var places: [Int32] = []
    var weights: [Float] = []
    var offsets: [Float] = []
    for _ in 0..<count {
      var taken: [Int32] = []
      while taken.count < fan {
        let place = Int32(random.below(inputs))
        if !taken.contains(place) { taken.append(place) }
      }
      places += taken
      for place in taken { weights.append(random.normal() * size * relevance[Int(place)]) }
      offsets.append(4 * random.uniform() - 2)
    }
    self.places = places
    self.weights = weights
    self.offsets = offsets
  }

  /// Writes the units of a vector, within ±``amplitude``; the same on every machine.
  ///
  /// - Parameters:
  ///   - input: standardised numbers, clamped to ±``CfCReservoir/reach``; one that is not finite
  ///     counts as 0.
  ///   - out: a buffer for the units.
  /// - Complexity: O(count × ``fan``).
  func encode(_ input: UnsafePointer<Float>, into out: UnsafeMutablePointer<Int16>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: inputs) { bounded in
      for j in 0..<inputs { bounded[j] = CfCReservoir.bounded(input[j]) }
      places.withUnsafeBufferPointer { places in
        weights.withUnsafeBufferPointer { weights in
          for unit in 0..<count {
            var sum = offsets[unit]
            for k in unit * fanIn..<(unit + 1) * fanIn {
              sum += weights[k] * bounded[Int(places[k])]
            }
            let value = 2 * Elementary.logistic(2 * sum) - 1
            out[unit] = Int16(Elementary.round(value * RandomHiddenLayer.amplitude))
          }
        }
      }
    }
  }

  /// Adds the gradient of one readout's value with respect to each input, at one vector.
  ///
  /// - Parameters:
  ///   - units: the output of ``encode(_:into:)`` for the vector.
  ///   - readout: per unit, the weight of its integer.
  ///   - gradients: per input, the sum to which its gradient is added.
  func addGradient(
    units: UnsafePointer<Int16>, readout: UnsafePointer<Float>, to gradients: inout [Float]
  ) {
    for unit in 0..<count {
      let value = Float(units[unit]) / RandomHiddenLayer.amplitude
      let slope = (1 - value * value) * readout[unit] * RandomHiddenLayer.amplitude
      for k in unit * fanIn..<(unit + 1) * fanIn { gradients[Int(places[k])] += weights[k] * slope }
    }
  }
}

extension RandomHiddenLayer: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(count)
    writer.write(seed)
    writer.write(relevance)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let inputs = try reader.read(Int.self)
    let count = try reader.read(Int.self)
    let seed = try reader.read(UInt64.self)
    guard (1...RandomHiddenLayer.inputLimit).contains(inputs),
      (1...RandomHiddenLayer.countLimit).contains(count)
    else { throw .damaged("\(count) hidden units of \(inputs) inputs") }
    let relevance: [Float] = try reader.read(count: inputs)
    guard relevance.allSatisfy({ $0 >= 0 && $0 <= 1e6 }) else {
      throw .damaged("an input's relevance is out of bounds")
    }
    self.init(inputs: inputs, count: count, relevance: relevance, seed: seed)
  }
}
