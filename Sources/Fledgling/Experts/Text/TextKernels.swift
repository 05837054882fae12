import CKernels

/// The text kernels of this process, chosen once for this processor.
enum TextKernels {
  nonisolated(unsafe) static let best: fk_text_kernels = fk_text_best().pointee

  /// The variants that this processor runs, by name.
  static var available: [(name: String, kernels: fk_text_kernels)] {
    ["portable", "avx2", "avx512"].compactMap { name in
      fk_text_named(name).map { (name, $0.pointee) }
    }
  }
}
