/// Recurrent units that remember a sequence, each with a time constant that depends on its input.
///
/// A unit follows the liquid time-constant equation (Hasani et al. 2021, arXiv 2006.04439)
///
///     dx/dt = -(1 / tau + f) x + f A,   f = 4 / tau · logistic(w · input),   A = tanh(v · input),
///
/// with an input that holds still between two steps.  Its gate reads the input alone, so the
/// equation is linear in x and has the closed form that CfC networks approximate (Hasani et al.
/// 2022, arXiv 2106.13898): over an interval t
///
///     x(t) = goal + (x(0) - goal) e^(-rate t),   rate = 1 / tau + f,   goal = f A / rate.
///
/// Intervals may be irregular: two steps with the same input equal one step over both, but for
/// rounding.  The weights are drawn from a seed and never fitted; the constants tau cover eight
/// octaves.  States stay within ±0.8, and come out the same on every machine.
struct CfCReservoir: Sendable, Hashable {
  /// The default number of units.
  static let defaultUnits = 64
  /// The maximum number of inputs, and of units.
  static let inputLimit = 4_096
  static let unitLimit = 1_024
  /// The longest interval that is distinguished from a longer one, in units of time.
  static let longest: Float = 1e6
  /// Standardised inputs are clamped to ± this.
  static let reach: Float = 4
  /// The factor by which an open gate is faster than a closed one.
  private static let opening: Float = 4

  let inputs: Int
  let units: Int
  private let seed: UInt64
  /// Input by input and for the constant, a weight per unit.
  private let gate: [SIMD8<Float>]
  private let target: [SIMD8<Float>]
  /// 1 / tau.
  private let rates: [SIMD8<Float>]

  /// - Parameters:
  ///   - inputs: the number of inputs per step; without any, a state encodes the sequence's length.
  ///   - units: the number of units, a multiple of eight.
  ///   - seed: the seed of the weights.
  init(inputs: Int, units: Int = CfCReservoir.defaultUnits, seed: UInt64 = 1) {
    precondition((0...CfCReservoir.inputLimit).contains(inputs), "inputs out of range")
    precondition(units % 8 == 0 && (8...CfCReservoir.unitLimit).contains(units), "units")
    self.inputs = inputs
    self.units = units
    self.seed = seed
    var random = SplitMix64(seed: seed)
    let size = 1 / Float(max(1, inputs)).squareRoot()
    func draw(_ random: inout SplitMix64) -> [SIMD8<Float>] {
      (0...inputs).flatMap { input in
        (0..<units / 8).map { _ in
          var lanes = SIMD8<Float>()
          for lane in 0..<8 { lanes[lane] = random.normal() * (input < inputs ? 1.5 * size : 0.5) }
          return lanes
        }
      }
    }
    gate = draw(&random)
    target = draw(&random)
    rates = (0..<units / 8).map { block in
      var lanes = SIMD8<Float>()
      for lane in 0..<8 {
        // Neighbouring units differ by an octave, so that any few of them cover all of time.
        let place = Float((block * 8 + lane) % 8) + Float(block) / Float(units / 8)
        lanes[lane] = Elementary.exp(-0.69314718 * place)
      }
      return lanes
    }
  }

  /// The bytes of one sequence's state.
  var stateBytes: Int { units * MemoryLayout<Float>.stride }

  /// Advances a state under one input for an interval.
  ///
  /// - Parameters:
  ///   - input: standardised numbers; one that is not finite counts as its mean, 0.
  ///   - interval: the interval in units of time; a negative one or NaN counts as zero.
  ///   - state: `units` values, all zero at a sequence's start.
  /// - Complexity: O(inputs × units).
  func advance(
    _ input: UnsafePointer<Float>, interval: Float, state: UnsafeMutablePointer<Float>
  ) {
    guard interval > 0 else { return }
    let interval = min(interval, CfCReservoir.longest)
    let blocks = units / 8
    withUnsafeTemporaryAllocation(of: Float.self, capacity: inputs) { bounded in
      for j in 0..<inputs { bounded[j] = CfCReservoir.bounded(input[j]) }
      gate.withUnsafeBufferPointer { gate in
        target.withUnsafeBufferPointer { target in
          for block in 0..<blocks {
            var g = gate[inputs * blocks + block]
            var a = target[inputs * blocks + block]
            for j in 0..<inputs {
              g += gate[j * blocks + block] * bounded[j]
              a += target[j * blocks + block] * bounded[j]
            }
            let f = CfCReservoir.opening * CfCReservoir.logistic(g)
            let goal = f * (2 * CfCReservoir.logistic(2 * a) - 1) / (1 + f)
            let decay = Elementary.exp(rates[block] * (1 + f) * -interval)
            let place = state + block * 8
            var x = SIMD8<Float>()
            for lane in 0..<8 { x[lane] = place[lane] }
            x = goal + (x - goal) * decay
            for lane in 0..<8 { place[lane] = x[lane] }
          }
        }
      }
    }
  }

  /// A standardised number within ± ``reach``; 0 for one that is not finite.
  @inline(__always)
  static func bounded(_ value: Float) -> Float {
    value.isFinite ? max(-reach, min(reach, value)) : 0
  }

  @inline(__always)
  private static func logistic(_ x: SIMD8<Float>) -> SIMD8<Float> { 1 / (1 + Elementary.exp(-x)) }
}

extension CfCReservoir: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(units)
    writer.write(seed)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let inputs = try reader.read(Int.self)
    let units = try reader.read(Int.self)
    guard (0...CfCReservoir.inputLimit).contains(inputs), units % 8 == 0,
      (8...CfCReservoir.unitLimit).contains(units)
    else { throw .damaged("a liquid state of \(inputs) inputs and \(units) units") }
    self.init(inputs: inputs, units: units, seed: try reader.read())
  }
}
