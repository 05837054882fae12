import CKernels

/// Class counts in the slots of many contexts, at three rates: without forgetting, over the last
/// hundred examples of a slot, and over its last dozen.
///
/// After PAQ (Mahoney 2005).  The first rate is an integer sum; the others forget.
struct CountTables: Sendable {
  static let rates = 3
  /// A slot whose decaying counts pass these is halved.
  static let caps: [Float] = [80, 10]

  let contexts: FeatureCrosses
  private(set) var classCapacity = 2
  /// Slots of two classes: slow0 slow1 fast0 fast1 fresh0 fresh1 and two unused words; of more:
  /// a word per class and rate.
  private var words: [UInt32]

  init(contexts: FeatureCrosses, classes: Int) {
    self.contexts = contexts
    classCapacity = 2
    while classCapacity < classes { classCapacity *= 2 }
    words = [UInt32](
      repeating: 0, count: contexts.slotCount * CountTables.stride(classCapacity))
  }

  private static func stride(_ capacity: Int) -> Int { capacity == 2 ? 8 : 3 * capacity }

  mutating func reserveClasses(_ classes: Int) {
    guard classes > classCapacity else { return }
    let old = classCapacity
    while classCapacity < classes { classCapacity *= 2 }
    let from = CountTables.stride(old)
    let to = CountTables.stride(classCapacity)
    var wider = [UInt32](repeating: 0, count: contexts.slotCount * to)
    for slot in 0..<contexts.slotCount {
      for rate in 0..<CountTables.rates {
        for k in 0..<old {
          wider[slot * to + rate * classCapacity + k] = words[slot * from + rate * old + k]
        }
      }
    }
    words = wider
  }

  /// The counts that never forget, class by class in a given order, and slot by slot.
  func slowCounts(order: [Int]) -> [UInt32] {
    let stride = CountTables.stride(classCapacity)
    return order.flatMap { label in
      (0..<contexts.slotCount).lazy.map { words[$0 * stride + label] }
    }
  }

  /// Adds the counts that never forget of other tables over the same contexts.
  mutating func add(slowOf other: CountTables, numbers: [Int]) {
    let from = CountTables.stride(other.classCapacity)
    let to = CountTables.stride(classCapacity)
    for slot in 0..<contexts.slotCount {
      for (label, place) in numbers.enumerated() {
        words[slot * to + place] &+= other.words[slot * from + label]
      }
    }
  }

  /// Adds an example to every context's slot.
  mutating func add(_ slots: [Int32], label: Int) {
    let stride = CountTables.stride(classCapacity)
    let capacity = classCapacity
    if capacity == 2 {
      // Safety: slots are those of `contexts`, below its `slotCount`, and `words` has `stride`
      // words for each.
      words.withUnsafeMutableBytes {
        Kernels.best.count(
          $0.baseAddress, slots, slots.count, Int32(label), CountTables.caps[0],
          CountTables.caps[1])
      }
      return
    }
    // Safety: as above; `Float` and `UInt32` have the same size and alignment, and each word is
    // only ever read as the type it was written as: the first `capacity` of a slot as integers,
    // the others as Floats.
    words.withUnsafeMutableBufferPointer { words in
      words.withMemoryRebound(to: Float.self) { floats in
        slots.withUnsafeBufferPointer { slots in
          for slot in slots {
            let at = Int(slot) * stride
            words[at + label] &+= 1
            for rate in 1..<CountTables.rates {
              let first = at + rate * capacity
              var total: Float = 0
              for k in 0..<capacity { total += floats[first + k] }
              if total > CountTables.caps[rate - 1] {
                for k in 0..<capacity { floats[first + k] *= 0.5 }
              }
              floats[first + label] += 1
            }
          }
        }
      }
    }
  }

  /// Subtracts an example from the counts that never forget.
  mutating func subtract(_ slots: [Int32], label: Int) {
    let stride = CountTables.stride(classCapacity)
    // Safety: slots are those of `contexts`, and `label` is below `classCapacity`.
    words.withUnsafeMutableBufferPointer { words in
      let base = words.baseAddress.unsafelyUnwrapped + label
      for slot in slots { base[Int(slot) * stride] &-= 1 }
    }
  }

  /// Evidence for two classes: one number per context and rate, the log odds beyond the prior's.
  func evidence(_ slots: [Int32], prior1: Float, weight: Float, into out: inout [Float]) {
    Kernels.best.evidence(words, slots, contexts.count, prior1, weight, &out)
  }

  /// Evidence for more classes: for class k and rate r, `contexts.count` numbers at
  /// `k * stride + r * contexts.count`: the log probability beyond the prior's.
  func evidence(
    _ slots: [Int32], priors: [Float], weight: Float, stride outStride: Int, into out: inout [Float]
  ) {
    let stride = CountTables.stride(classCapacity)
    let capacity = classCapacity
    let m = contexts.count
    let classes = priors.count
    // Safety: slots are those of `contexts`; of each word pair only the type that was written is
    // read; `out` has `outStride` places for each class, at least `rates` for every context.
    words.withUnsafeBufferPointer { words in
      words.withMemoryRebound(to: Float.self) { floats in
        out.withUnsafeMutableBufferPointer { out in
          withUnsafeTemporaryAllocation(of: Float.self, capacity: classes) { inverse in
            for k in 0..<classes { inverse[k] = 1 / priors[k] }
            for context in 0..<m {
              let at = Int(slots[context]) * stride
              for rate in 0..<CountTables.rates {
                let first = at + rate * capacity
                var total: Float = weight
                if rate == 0 {
                  for k in 0..<classes { total += Float(Int32(bitPattern: words[first + k])) }
                } else {
                  for k in 0..<classes { total += floats[first + k] }
                }
                let share = 1 / total
                let place = rate * m + context
                for k in 0..<classes {
                  let c = rate == 0 ? Float(Int32(bitPattern: words[first + k])) : floats[first + k]
                  out[k * outStride + place] = (c * inverse[k] + weight) * share
                }
              }
            }
          }
        }
      }
    }
    out.withUnsafeMutableBufferPointer {
      Kernels.best.log($0.baseAddress, $0.baseAddress, classes * outStride)
    }
  }
}

extension CountTables {
  func write(to writer: inout SnapshotWriter) {
    writer.write(classCapacity)
    writer.write(words)
  }

  /// Contexts belong to the feature map and are not stored again.
  init(contexts: FeatureCrosses, from reader: inout SnapshotReader) throws(SnapshotError) {
    self.contexts = contexts
    classCapacity = try reader.read()
    guard (2...1_024).contains(classCapacity) else {
      throw .damaged("count tables for \(classCapacity) classes")
    }
    words = try reader.read(count: contexts.slotCount * CountTables.stride(classCapacity))
  }
}
