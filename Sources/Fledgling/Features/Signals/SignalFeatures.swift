/// Features of a vector whose order matters, such as a short signal: the patterns that occur in it,
/// wherever they do.
///
/// Two layers of fixed random filters, never fitted (as in Jarrett et al. 2009, "What is the best
/// multi-stage architecture"; after Fukushima 1980).  The first finds short smooth patterns of
/// three lengths; it is rectified, pooled over two neighbours, and measured against the mean of its
/// own channel and the size of all, so that the signal's scale does not matter.  A unit of the
/// second adds or subtracts the first at four places near one another; its greatest and its mean
/// value over the whole signal are two features.
///
/// A signal of more than ``fineLength`` values is encoded at several resolutions, each the average
/// of two neighbours of the one before; the coarsest ``levelLimit`` are used, and units are shared
/// evenly among them.  So time is bounded for signals of any length.
struct SignalFeatures: Sendable, Hashable {
  static let widths = 8...4_096
  /// The maximum length of a signal that is encoded at its full resolution.
  static let fineLength = 64
  static let levelLimit = 4
  static let defaultCount = 3_072
  static let countLimit = 8_192
  /// The integers that represent one, for maxima and for means.
  static let greatestUnit: Float = 448
  static let meanUnit: Float = 3_072

  /// The lengths of the first layer's filters, and the number of filters of each length.
  private static let lengths = [5, 7, 9]
  private static let filters = 32
  private static let channels = lengths.count * filters
  /// The reach of smoothing in the first filters, in values: weights e^(-2 distance²).
  private static let smoothing: [Float] = [1, 0.13533528, 0.00033546]
  /// The number of zeros before and after a signal, beyond half a filter.
  private static let margin = 4
  private static let taps = 4
  /// The maximum distance between the four places of a unit.
  private static let span = 10

  let width: Int
  let count: Int
  private let seed: UInt64
  private let filters: [Float]
  private let thresholds: [Float]
  /// Per unit and tap: the channel, the place, and the sign.
  private let tapChannels: [Int32]
  private let tapPlaces: [Int32]
  private let tapSigns: [Float]
  private let unitThresholds: [Float]

  /// - Parameters:
  ///   - width: the number of values of one signal.
  ///   - count: the number of features; even.
  ///   - seed: the seed of the filters.
  init(width: Int, count: Int = SignalFeatures.defaultCount, seed: UInt64 = 1) {
    precondition(SignalFeatures.widths.contains(width), "width out of range")
    precondition(
      count % 2 == 0 && (2...SignalFeatures.countLimit).contains(count), "count out of range")
    self.width = width
    self.count = count
    self.seed = seed
    var random = SplitMix64(seed: seed)
    var filters: [Float] = []
    var thresholds: [Float] = []
    for length in SignalFeatures.lengths {
      for _ in 0..<SignalFeatures.filters {
        filters += SignalFeatures.filter(length, &random)
        thresholds.append(0.28 * random.uniform() * Float(length).squareRoot())
      }
    }
    self.filters = filters
    self.thresholds = thresholds
    var channels: [Int32] = []
    var places: [Int32] = []
    var signs: [Float] = []
    var unitThresholds: [Float] = []
    for _ in 0..<count / 2 {
      for _ in 0..<SignalFeatures.taps {
        channels.append(Int32(random.below(SignalFeatures.channels)))
        places.append(Int32(random.below(SignalFeatures.span + 1)))
        signs.append(random.below(2) == 0 ? 0.5 : -0.5)
      }
      unitThresholds.append(1.5 * random.uniform())
    }
    tapChannels = channels
    tapPlaces = places
    tapSigns = signs
    self.unitThresholds = unitThresholds
  }

  /// Smoothed noise of mean zero and length one.
  private static func filter(_ length: Int, _ random: inout SplitMix64) -> [Float] {
    let noise = (0..<length).map { _ in random.normal() }
    var filter = [Float](repeating: 0, count: length)
    for i in 0..<length {
      for j in 0..<length where abs(i - j) < smoothing.count {
        filter[i] += noise[j] * smoothing[abs(i - j)]
      }
    }
    var mean: Float = 0
    for value in filter { mean += value }
    mean /= Float(length)
    var square: Float = 1e-12
    for i in 0..<length {
      filter[i] -= mean
      square += filter[i] * filter[i]
    }
    let norm = 1 / square.squareRoot()
    for i in 0..<length { filter[i] *= norm }
    return filter
  }

  /// The lengths of the resolutions in use, the finest first.
  var levels: [Int] {
    var lengths = [width]
    while let last = lengths.last, last > SignalFeatures.fineLength { lengths.append(last / 2) }
    return lengths.suffix(SignalFeatures.levelLimit)
  }

  /// Writes the features of a signal, within ±2047; the same on every machine.
  ///
  /// - Parameters:
  ///   - signal: `width` values; one that is not finite counts as 0.
  ///   - out: `count` integers: per unit the greatest value and the mean.
  /// - Complexity: O(count × width) up to a width of ``fineLength``, and no more than about eight
  ///   times that beyond.
  func encode(_ signal: UnsafePointer<Float>, into out: UnsafeMutablePointer<Int16>) {
    let levels = levels
    var values = SignalFeatures.standardised(signal, width)
    while values.count > levels[0] { SignalFeatures.halve(&values) }
    let units = count / 2
    for level in levels.indices {
      if level > 0 { SignalFeatures.halve(&values) }
      let share = units * level / levels.count..<units * (level + 1) / levels.count
      encode(values, units: share, into: out)
    }
  }

  /// A signal of mean square one, to double precision until the end.
  private static func standardised(_ signal: UnsafePointer<Float>, _ width: Int) -> [Float] {
    var square = 0.0
    for i in 0..<width where signal[i].isFinite { square += Double(signal[i]) * Double(signal[i]) }
    guard square > 0 else { return [Float](repeating: 0, count: width) }
    let scale = 1 / (square / Double(width)).squareRoot()
    return (0..<width).map { signal[$0].isFinite ? Float(Double(signal[$0]) * scale) : 0 }
  }

  private static func halve(_ values: inout [Float]) {
    for i in 0..<values.count / 2 { values[i] = (values[2 * i] + values[2 * i + 1]) * 0.5 }
    values.removeLast(values.count - values.count / 2)
  }

  private func encode(_ values: [Float], units: Range<Int>, into out: UnsafeMutablePointer<Int16>) {
    let length = values.count + 2 * SignalFeatures.margin - 1
    // Rows are as long as the furthest tap reads in whole vectors.
    let positions = length - SignalFeatures.span
    let vectors = (positions + 7) / 8
    let stride = vectors * 8 + SignalFeatures.span
    withUnsafeTemporaryAllocation(of: Float.self, capacity: SignalFeatures.channels * stride) {
      rows in
      rows.update(repeating: 0)
      guard let rows = rows.baseAddress else { return }
      fill(rows, stride: stride, length: length, from: values)
      for unit in units {
        var greatest = SIMD8<Float>(repeating: 0)
        var total = SIMD8<Float>(repeating: 0)
        let threshold = unitThresholds[unit]
        tapChannels.withUnsafeBufferPointer { channels in
          let tap = unit * SignalFeatures.taps
          var begin = (rows, rows, rows, rows)
          begin.0 += Int(channels[tap]) * stride + Int(tapPlaces[tap])
          begin.1 += Int(channels[tap + 1]) * stride + Int(tapPlaces[tap + 1])
          begin.2 += Int(channels[tap + 2]) * stride + Int(tapPlaces[tap + 2])
          begin.3 += Int(channels[tap + 3]) * stride + Int(tapPlaces[tap + 3])
          let sign = (tapSigns[tap], tapSigns[tap + 1], tapSigns[tap + 2], tapSigns[tap + 3])
          for vector in 0..<vectors {
            let at = vector * 8
            var sum = SignalFeatures.load(begin.0 + at) * sign.0
            sum += SignalFeatures.load(begin.1 + at) * sign.1
            sum += SignalFeatures.load(begin.2 + at) * sign.2
            sum += SignalFeatures.load(begin.3 + at) * sign.3
            sum -= threshold
            sum.replace(with: 0, where: sum .< 0)
            if at + 8 > positions {
              for lane in positions - at..<8 { sum[lane] = 0 }
            }
            greatest.replace(with: sum, where: sum .> greatest)
            total += sum
          }
        }
        var most: Float = 0
        var sum: Float = 0
        for lane in 0..<8 {
          most = max(most, greatest[lane])
          sum += total[lane]
        }
        out[2 * unit] = SignalFeatures.integer(most * SignalFeatures.greatestUnit)
        out[2 * unit + 1] = SignalFeatures.integer(
          sum / Float(positions) * SignalFeatures.meanUnit)
      }
    }
  }

  /// The first layer: per channel a row, less its mean, over the root mean square of all.
  private func fill(
    _ rows: UnsafeMutablePointer<Float>, stride: Int, length: Int, from values: [Float]
  ) {
    let margin = SignalFeatures.margin
    var square: Float = 0
    var filterStart = 0
    var channel = 0
    for size in SignalFeatures.lengths {
      let before = margin + size / 2
      let padded =
        [Float](repeating: 0, count: before) + values + [Float](repeating: 0, count: before)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: length + 1) { sums in
        padded.withUnsafeBufferPointer { padded in
          for _ in 0..<SignalFeatures.filters {
            sums.update(repeating: -thresholds[channel])
            for k in 0..<size {
              let weight = filters[filterStart + k]
              let shifted = padded.baseAddress.unsafelyUnwrapped + k
              let sums = sums.baseAddress.unsafelyUnwrapped
              for t in 0...length { sums[t] += weight * shifted[t] }
            }
            let row = rows + channel * stride
            var mean: Float = 0
            for t in 0..<length {
              row[t] = max(0, max(sums[t], sums[t + 1]))
              mean += row[t]
            }
            mean /= Float(length)
            for t in 0..<length {
              row[t] -= mean
              square += row[t] * row[t]
            }
            filterStart += size
            channel += 1
          }
        }
      }
    }
    let scale = square > 0 ? 1 / (square / Float(channel * length)).squareRoot() : 0
    for channel in 0..<channel {
      let row = rows + channel * stride
      for t in 0..<length { row[t] *= scale }
    }
  }

  @inline(__always)
  private static func load(_ place: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(place).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inline(__always)
  private static func integer(_ value: Float) -> Int16 {
    Int16(Elementary.round(max(-2_047, min(2_047, value))))
  }
}

extension SignalFeatures: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(width)
    writer.write(count)
    writer.write(seed)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let width = try reader.read(Int.self)
    let count = try reader.read(Int.self)
    guard SignalFeatures.widths.contains(width), count % 2 == 0,
      (2...SignalFeatures.countLimit).contains(count)
    else { throw .damaged("\(count) features of a signal of \(width)") }
    self.init(width: width, count: count, seed: try reader.read())
  }
}
