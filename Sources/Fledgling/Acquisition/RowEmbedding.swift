/// Embeds rows as directions, so that similar rows have similar directions.
///
/// Numbers count by their rank among the first rows; categories by equality; texts by their words,
/// rare words more; vectors and images by their deviation from the mean.  Components that do not
/// fit into ``width`` slots share them, with signs drawn by a hash (Weinberger et al. 2009).
struct RowEmbedding {
  /// The length of a direction.
  static let width = 256
  /// The number of rows from which scales are computed.
  static let sample = 1_000
  /// The weight of a text, vector or image field, where a number weighs one.
  private static let richWeight: Float = 2
  /// One over the standard deviation of ranks, which lie evenly in [-1/2, 1/2]: √12.
  private static let rankScale: Float = 3.464

  private enum Scale {
    /// The numbers of the sample, ascending.
    case ranks([Double])
    case same
    /// The number of texts of the sample that contain a word.
    case words([UInt64: Int])
    /// The mean of each component, and the root mean squared deviation of all together.
    case components([Float], Float)
    case nothing
  }

  private let scales: [Scale]
  private let firsts: [Int]
  private let count: Int

  /// - Complexity: O(values of the sample × log(sample)).
  init(_ schema: Schema, sample: [[Value]]) {
    count = sample.count
    var firsts: [Int] = []
    var next = 0
    scales = schema.fields.enumerated().map { index, field in
      firsts.append(next)
      let values = sample.map { $0[index] }
      switch field.kind {
      case .number, .dateTime:
        next += 1
        return .ranks(values.compactMap(\.quantity).sorted())
      case .category, .boolean: return .same
      case .text:
        var found: [UInt64: Int] = [:]
        for case .text(let text) in values {
          for word in Set(RowEmbedding.words(text)) { found[word, default: 0] += 1 }
        }
        return .words(found)
      case .vector, .image:
        let rows = values.compactMap(\.components)
        next += rows.first?.count ?? 0
        return RowEmbedding.spread(rows)
      case .sequence: return .nothing
      }
    }
    self.firsts = firsts
  }

  private static func spread(_ rows: [[Float]]) -> Scale {
    guard let width = rows.first?.count else { return .nothing }
    var means = [Float](repeating: 0, count: width)
    for row in rows { for (place, number) in row.enumerated() { means[place] += number } }
    for place in means.indices { means[place] /= Float(rows.count) }
    var squares: Float = 0
    for row in rows {
      for (place, number) in row.enumerated() {
        squares += (number - means[place]) * (number - means[place])
      }
    }
    return .components(means, (squares / Float(rows.count)).squareRoot())
  }

  /// The direction of a row, of length one; zero for a row without content.
  func direction(_ values: [Value]) -> [Float] {
    var out = [Float](repeating: 0, count: RowEmbedding.width)
    for (index, scale) in scales.enumerated() { add(values[index], index, scale, &out) }
    let length = out.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return out }
    for slot in out.indices { out[slot] /= length }
    return out
  }

  private func add(_ value: Value, _ field: Int, _ scale: Scale, _ out: inout [Float]) {
    let width = RowEmbedding.width
    switch scale {
    case .ranks(let sorted):
      guard let quantity = value.quantity, let first = sorted.first, first != sorted.last else {
        return
      }
      // The middle of the first and the last possible rank, in units of the standard deviation.
      let below = sorted.partitioningIndex { $0 >= quantity }
      let upTo = sorted.partitioningIndex { $0 > quantity }
      let rank = Float(below + upTo) / Float(2 * sorted.count) - 0.5
      put(rank * RowEmbedding.rankScale, at: firsts[field], &out)
    case .same:
      let hash: StableHash
      switch value {
      case .category(let category): hash = category
      case .text(let text): hash = StableHash(text)
      default: hash = StableHash("")
      }
      var bits = hash.bits &+ UInt64(field) &* 0x9e37_79b9_7f4a_7c15
      bits ^= bits >> 31
      out[Int(bits >> 8) & (width - 1)] += bits & 1 == 0 ? 1 : -1
    case .words(let found):
      guard case .text(let text) = value else { return }
      var own = [Float](repeating: 0, count: width)
      for word in Set(RowEmbedding.words(text)) {
        let rarity = Float(count + 1) / Float(found[word, default: 0] + 1)
        own[Int(word >> 8) & (width - 1)] += (word & 1 == 0 ? 1 : -1) * rarity.squareRoot()
      }
      let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { return }
      for slot in own.indices { out[slot] += own[slot] * RowEmbedding.richWeight / length }
    case .components(let means, let deviation):
      guard let components = value.components, components.count == means.count, deviation > 0 else {
        return
      }
      for (place, number) in components.enumerated() {
        put(
          (number - means[place]) * RowEmbedding.richWeight / deviation, at: firsts[field] + place,
          &out)
      }
    case .nothing: return
    }
  }

  private func put(_ number: Float, at place: Int, _ out: inout [Float]) {
    let isTurned = place / RowEmbedding.width * 7 + place & 1 == 1 && place >= RowEmbedding.width
    out[place & (RowEmbedding.width - 1)] += isTurned ? -number : number
  }

  private static func words(_ text: String) -> [UInt64] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { StableHash(String($0)).bits }
  }
}

extension Value {
  /// A finite number.
  fileprivate var quantity: Double? {
    if case .number(let number) = self, number.isFinite { return number }
    return nil
  }

  /// The numbers of a vector, or the brightness of 8 × 8 parts of an image.
  fileprivate var components: [Float]? {
    switch self {
    case .vector(let vector): return vector
    case .image(let image):
      let side = 8
      var sums = [Float](repeating: 0, count: side * side)
      var counts = sums
      for y in 0..<image.height {
        for x in 0..<image.width {
          let part = y * side / image.height * side + x * side / image.width
          let first = (y * image.width + x) * image.channels
          for channel in 0..<image.channels { sums[part] += Float(image.pixels[first + channel]) }
          counts[part] += Float(image.channels)
        }
      }
      for part in sums.indices where counts[part] > 0 { sums[part] /= counts[part] }
      return sums
    default: return nil
    }
  }
}
