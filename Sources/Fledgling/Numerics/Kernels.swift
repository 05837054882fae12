import CKernels

/// The arithmetic kernels of this process, chosen once for this processor.
enum Kernels {
  /// Vector lengths are padded to a multiple of this.
  static let alignment = Int(FK_ALIGNMENT)
  /// The number of examples in one Gram batch.
  static let batch = Int(FK_BATCH)

  nonisolated(unsafe) static let best: fk_kernels = fk_best().pointee
  /// The kernels for rows of up to thousands of features.
  nonisolated(unsafe) static let wide: fk_wide_kernels = fk_wide_best().pointee

  /// The smallest multiple of ``alignment`` that is at least `count`.
  static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  /// The variants that this processor runs, by name; the portable one is the reference.
  static var available: [(name: String, kernels: fk_kernels)] {
    ["portable", "avx2", "avx512", "neon"].compactMap { name in
      fk_named(name).map { (name, $0.pointee) }
    }
  }
}
