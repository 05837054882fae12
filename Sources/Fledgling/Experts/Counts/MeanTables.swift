/// Means of the outcome in the slots of many contexts, at three rates: without forgetting, over the
/// last dozens of examples of a slot, and over its last few.
///
/// The regression twin of ``CountTables``.  The first rate is an integer sum; the others forget.
struct MeanTables: Sendable {
  static let rates = 3
  /// The examples over which the forgetting means average.
  static let spans: [Float] = [40, 6]
  /// The weight of the running mean in every slot, in examples.
  static let prior: Float = 1

  private struct Slot {
    /// In units of 1 / ``TargetScaler/unit``.
    var sum: Int64 = 0
    var count: Int32 = 0
    var fastCount: Float = 0
    var fastMean: Float = 0
    var freshCount: Float = 0
    var freshMean: Float = 0
    /// Fills the slot up to 32 bytes, so that its bytes are all defined.
    private var spare: Float = 0
  }

  let contexts: FeatureCrosses
  private var slots: [Slot]

  init(contexts: FeatureCrosses) {
    self.contexts = contexts
    slots = [Slot](repeating: Slot(), count: contexts.slotCount)
  }

  /// The number of evidence values per example: one for each context and rate.
  var inputs: Int { contexts.count * MeanTables.rates }

  /// Adds an example to every context's slot.
  mutating func add(_ places: [Int32], outcome: Float) {
    let value = Int64(TargetScaler.quantised(outcome))
    // Safety: places are those of `contexts`, which has a slot for each.
    slots.withUnsafeMutableBufferPointer { slots in
      for place in places {
        let slot = slots.baseAddress.unsafelyUnwrapped + Int(place)
        slot.pointee.sum &+= value
        slot.pointee.count &+= 1
        let fast = min(slot.pointee.fastCount + 1, MeanTables.spans[0])
        slot.pointee.fastCount = fast
        slot.pointee.fastMean += (outcome - slot.pointee.fastMean) / fast
        let fresh = min(slot.pointee.freshCount + 1, MeanTables.spans[1])
        slot.pointee.freshCount = fresh
        slot.pointee.freshMean += (outcome - slot.pointee.freshMean) / fresh
      }
    }
  }

  /// Subtracts an example from the sums that never forget.
  mutating func subtract(_ places: [Int32], outcome: Float) {
    let value = Int64(TargetScaler.quantised(outcome))
    for place in places {
      slots[Int(place)].sum &-= value
      slots[Int(place)].count &-= 1
    }
  }

  /// Adds the sums that never forget of other tables over the same contexts.
  mutating func add(slowOf other: MeanTables) {
    for slot in slots.indices {
      slots[slot].sum &+= other.slots[slot].sum
      slots[slot].count &+= other.slots[slot].count
    }
  }

  /// The distance of each slot's mean, shrunk to `mean`, from `mean`: `contexts.count` numbers per
  /// rate.
  func evidence(_ places: [Int32], mean: Float, into out: inout [Float]) {
    let m = contexts.count
    let unit = 1 / TargetScaler.unit
    slots.withUnsafeBufferPointer { slots in
      places.withUnsafeBufferPointer { places in
        out.withUnsafeMutableBufferPointer { out in
          for context in 0..<m {
            let slot = slots[Int(places[context])]
            let n = Float(slot.count)
            out[context] = (Float(slot.sum) * unit - n * mean) / (n + MeanTables.prior)
            out[m + context] =
              (slot.fastMean - mean) * slot.fastCount / (slot.fastCount + MeanTables.prior)
            out[2 * m + context] =
              (slot.freshMean - mean) * slot.freshCount / (slot.freshCount + MeanTables.prior)
          }
        }
      }
    }
  }
}

extension MeanTables {
  /// The first rate: per slot, the sum and the count.
  var slowSums: [Int64] { slots.flatMap { [$0.sum, Int64($0.count)] } }

  func write(to writer: inout SnapshotWriter) { writer.write(slots) }

  /// Contexts belong to the feature map and are not stored again.
  init(contexts: FeatureCrosses, from reader: inout SnapshotReader) throws(SnapshotError) {
    self.contexts = contexts
    slots = try reader.read(count: contexts.slotCount)
  }
}
