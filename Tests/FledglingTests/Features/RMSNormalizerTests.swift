import Testing

@testable import Fledgling

struct RMSNormalizerTests {
  private func encode(_ vector: [Float]) -> [Int16] {
    let scale = RMSNormalizer(width: vector.count)
    var out = [Int16](repeating: 0, count: scale.count)
    scale.encode(vector, into: &out)
    return out
  }

  @Test func onlyTheDirectionCounts() {
    var random = SplitMix64(seed: 1)
    let vector = (0..<384).map { _ in random.normal() }
    let one = encode(vector)
    let other = encode(vector.map { $0 * 64 })
    #expect(one.dropLast() == other.dropLast())
    #expect(Int(other[384]) - Int(one[384]) == 6 * Int(RMSNormalizer.sizeUnit))
    let square = one.dropLast().reduce(0.0) { $0 + Double($1) * Double($1) } / 384
    #expect(abs(square.squareRoot() - 128) < 0.5)
  }

  @Test func amountsGoByTheirRoots() {
    var vector = [Float](repeating: 0, count: 16)
    vector[3] = 9
    vector[5] = 1
    let out = encode(vector)
    #expect(abs(Int(out[3]) - 3 * Int(out[5])) <= 2)
    vector[0] = -1
    let signed = encode(vector)
    #expect(abs(Int(signed[3]) - 9 * Int(signed[5])) <= 8)
  }

  @Test func extremesStayInBounds() {
    let extremes: [Float] = [
      3.4e38, -3.4e38, .leastNonzeroMagnitude, 0, .nan, .infinity, -.infinity, 1,
    ]
    #expect(encode(extremes).allSatisfy { abs(Int($0)) <= 2_047 })
    #expect(
      encode([Float](repeating: .leastNonzeroMagnitude, count: 8)).dropLast().allSatisfy {
        $0 == 128
      })
    #expect(encode([Float](repeating: 3.4e38, count: 8)).dropLast().allSatisfy { $0 == 128 })
    #expect(encode([Float](repeating: 0, count: 8)).allSatisfy { $0 == 0 })
    #expect(encode([Float](repeating: .nan, count: 8)).allSatisfy { $0 == 0 })
    var sparse = [Float](repeating: 0, count: 4_096)
    sparse[0] = 1
    #expect(encode(sparse)[0] == 2_047)
  }
}
