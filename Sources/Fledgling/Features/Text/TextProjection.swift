/// A signed projection of hashed features onto a few 16-bit ones, for sums of squares (feature
/// hashing with signs; Weinberger et al. 2009).
///
/// Weights of features do not depend on earlier texts, so that sums over projections can be added.
enum TextProjection {
  /// The largest value.
  static let unit: Float = 2_047
  private static let logs = (0...64).map { $0 == 0 ? 1 : 1 + Elementary.log(Float($0)) }

  /// Writes the projection: `size` values, a power of two, of which the last is constant; their
  /// squares add to about the square of half of ``unit``.
  ///
  /// - Complexity: O(features + size).
  static func project(_ features: TextFeatures, into out: UnsafeMutablePointer<Int16>, size: Int) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { sums in
      sums.initialize(repeating: 0)
      features.withEntries { text in
        var total: Float = 1e-12
        for entry in text {
          let isWord = entry & TextFeatures.isSequence == 0
          let weight = logs[min(64, TextFeatures.occurrences(entry))] * (isWord ? 3 : 1)
          total += weight * weight
          let hash = (entry & TextFeatures.mask) &* 0x9e37_79b1
          // The size is a power of two, so that the highest bits choose evenly.
          let place = Int((UInt64(hash) &* UInt64(size)) >> 32)
          sums[place] += hash & 0x20 == 0 ? weight : -weight
        }
        let scale = unit / 2 / total.squareRoot()
        for place in 0..<size {
          out[place] = Int16(max(-unit, min(unit, Elementary.round(sums[place] * scale))))
        }
        out[size - 1] = Int16(unit / 4)
      }
    }
  }
}
