/// Elementary functions built from additions and multiplications only, so that they give the same
/// bits on every machine; coefficients after Cephes (Moshier).
enum Elementary {
  /// e to the x; relative error below 2e-7; x is clamped to [-87, 88].
  @inline(__always)
  static func exp(_ x: Float) -> Float {
    let x = max(-87, min(88, x))
    let n = round(x * 1.44269504)
    let r = (x - n * 0.693359375) - n * -2.12194440e-4
    var p: Float = 1.9875691500e-4
    p = p * r + 1.3981999507e-3
    p = p * r + 8.3334519073e-3
    p = p * r + 4.1665795894e-2
    p = p * r + 1.6666665459e-1
    p = p * r + 5.0000001201e-1
    let y = p * r * r + r + 1
    return y * Float(bitPattern: UInt32(bitPattern: (Int32(n) + 127) << 23))
  }

  /// ``exp(_:)``, eight at a time: the same operations in the same order.
  @inline(__always)
  static func exp(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let x = x.clamped(
      lowerBound: SIMD8(repeating: -87), upperBound: SIMD8(repeating: 88))
    let n = (x * 1.44269504 + 12_582_912) - 12_582_912
    let r = (x - n * 0.693359375) - n * -2.12194440e-4
    var p = SIMD8<Float>(repeating: 1.9875691500e-4)
    p = p * r + 1.3981999507e-3
    p = p * r + 8.3334519073e-3
    p = p * r + 4.1665795894e-2
    p = p * r + 1.6666665459e-1
    p = p * r + 5.0000001201e-1
    let y = p * r * r + r + 1
    // The low bits of n + 1.5 · 2^23 are n itself.
    let whole = unsafeBitCast(n + 12_582_912, to: SIMD8<UInt32>.self) &- 0x4b40_0000
    return y * unsafeBitCast((whole &+ 127) &<< 23, to: SIMD8<Float>.self)
  }

  /// cos(pi r) for r in [0, 1]; error below 4e-6.
  ///
  /// By an odd minimax polynomial of degree 7, that of the kernels for random features.
  @inline(__always)
  static func cosine(ofHalfTurns r: Float) -> Float {
    let x = (0.5 - r) * 3.14159265
    let q = x * x
    var p = q * -0.00018363 + 0.00830629
    p = q * p + -0.16664824
    p = q * p + 0.99999660
    return x * p
  }

  /// The nearest integer, the even one of two; |x| < 2^22.
  ///
  /// By adding 1.5 · 2^23, which needs no instruction that a processor may lack.
  @inline(__always)
  static func round(_ x: Float) -> Float { (x + 12_582_912) - 12_582_912 }

  /// Natural logarithm of a normal positive x; relative error below 2e-7.
  @inline(__always)
  static func log(_ x: Float) -> Float {
    var bits = Int32(bitPattern: x.bitPattern)
    let e = (bits &- 0x3f35_04f3) >> 23
    bits = bits &- (e << 23)
    let m = Float(bitPattern: UInt32(bitPattern: bits)) - 1
    let z = m * m
    var p: Float = 7.0376836292e-2
    p = p * m + -1.1514610310e-1
    p = p * m + 1.1676998740e-1
    p = p * m + -1.2420140846e-1
    p = p * m + 1.4249322787e-1
    p = p * m + -1.6668057665e-1
    p = p * m + 2.0000714765e-1
    p = p * m + -2.4999993993e-1
    p = p * m + 3.3333331174e-1
    return m + (p * m * z - 0.5 * z) + Float(e) * 0.69314718056
  }

  /// 1 / (1 + e^-x).
  @inline(__always)
  static func logistic(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

  /// log(p / (1 - p)) for p in (0, 1).
  @inline(__always)
  static func logit(_ p: Float) -> Float { log(p / (1 - p)) }
}
