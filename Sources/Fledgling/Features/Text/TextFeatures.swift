/// Hashed n-grams of texts: words, pairs of words, shapes of words, sequences of two to four
/// characters, and how long the text is.
///
/// Nothing is fitted and every word counts: features are a fixed function of the bytes (feature
/// hashing; Weinberger et al. 2009).  In scripts without spaces, each character is a word.  Several
/// texts of one example each have their own features, distinguished by their fields.
struct TextFeatures: Sendable {
  /// The maximum number of bytes read from a text; the rest is ignored.
  static let readLimit = 16_384
  /// The maximum number of features of an example; later ones are ignored.
  static let limit = 4_096
  /// Features are hashed to this many bits.
  static let bits = 18
  /// The bits of an entry that contain the feature's hash.
  static let mask: UInt32 = 1 << UInt32(bits) - 1
  /// Set in the entries of character sequences.
  static let isSequence: UInt32 = 1 << UInt32(bits)
  /// The increment of an entry for one more occurrence.
  private static let once: UInt32 = 1 << UInt32(bits + 1)
  private static let longest = 4

  /// The hash, the kind and the number of occurrences of each feature, in the order of first
  /// occurrence.
  private(set) var entries: [UInt32]
  private(set) var count = 0
  /// Maps hashes to features: the pass in which a feature was found, and its place.
  private var places: [UInt64]
  private var pass: UInt32 = 0
  private var scalars: [UInt32]
  private var kinds: [TextScalars.Kind]

  init() {
    entries = [UInt32](repeating: 0, count: TextFeatures.limit)
    places = [UInt64](repeating: 0, count: 2 * TextFeatures.limit)
    scalars = [UInt32](repeating: 0, count: TextFeatures.readLimit + 2)
    kinds = [TextScalars.Kind](repeating: .space, count: TextFeatures.readLimit + 2)
  }

  /// The number of occurrences of a feature, from its entry.
  @inline(__always)
  static func occurrences(_ entry: UInt32) -> Int { Int(entry >> UInt32(bits + 1)) }

  /// The entries found so far.
  @inline(__always)
  func withEntries<Result>(_ body: (UnsafeBufferPointer<UInt32>) -> Result) -> Result {
    entries.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[0..<count])) }
  }

  /// Starts another example.
  mutating func clear() { count = 0 }

  /// Adds the features of a text that may hold any bytes.
  ///
  /// - Complexity: O(``readLimit``), however long the text.
  mutating func read(_ text: [UInt8], field: UInt32 = 0) {
    text.withUnsafeBufferPointer { read($0, field: field) }
  }

  mutating func read(_ text: UnsafeBufferPointer<UInt8>, field: UInt32 = 0) {
    let length = fold(text)
    pass &+= 1
    if pass == 0 {
      for place in places.indices { places[place] = 0 }
      pass = 1
    }
    // A short text needs few places, which stay in the fastest cache.
    var room = 256
    while room < 8 * length && room < places.count { room *= 2 }
    let salt = TextFeatures.join(0x5bd1_e995, field)
    var adder = Adder(count: count, pass: pass, room: room, salt: salt)
    entries.withUnsafeMutableBufferPointer { entries in
      places.withUnsafeMutableBufferPointer { places in
        scalars.withUnsafeBufferPointer { scalars in
          kinds.withUnsafeBufferPointer { kinds in
            adder.entries = entries.baseAddress
            adder.places = places.baseAddress
            guard let scalars = scalars.baseAddress, let kinds = kinds.baseAddress else { return }
            TextFeatures.addWords(scalars, kinds, length, &adder)
            TextFeatures.addSequences(scalars, length, &adder)
          }
        }
      }
    }
    count = adder.count
  }

  /// Folds a text into scalars and their kinds, with single spaces between words and at both ends;
  /// returns their number.
  private mutating func fold(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var end = min(text.count, TextFeatures.readLimit)
    // A character that the limit would cut is left out.
    if end < text.count {
      var back = 0
      while back < 3 && end > 0 && text[end] & 0xc0 == 0x80 {
        end -= 1
        back += 1
      }
    }
    let text = UnsafeBufferPointer(rebasing: text[0..<end])
    return scalars.withUnsafeMutableBufferPointer { scalars in
      kinds.withUnsafeMutableBufferPointer { kinds in
        scalars[0] = 0x20
        kinds[0] = .space
        var length = 1
        var at = 0
        while at < end {
          let (scalar, kind) = TextScalars.fold(TextScalars.decode(text, &at))
          if kind == .space && kinds[length - 1] == .space || kind == .ignored { continue }
          if scalar &- 0x300 < 0x70,
            let composed = TextScalars.compose(scalars[length - 1], scalar)
          {
            scalars[length - 1] = composed
            continue
          }
          scalars[length] = scalar
          kinds[length] = kind
          length += 1
        }
        if kinds[length - 1] != .space {
          scalars[length] = 0x20
          kinds[length] = .space
          length += 1
        }
        return length
      }
    }
  }

  @inline(__always)
  static func join(_ hash: UInt32, _ next: UInt32) -> UInt32 {
    let product = (hash ^ next) &* 0x9e37_79b1
    return product ^ (product >> 15)
  }

  /// Adds words, pairs of neighbouring words, the words' shapes, and lengths.
  private static func addWords(
    _ scalars: UnsafePointer<UInt32>, _ kinds: UnsafePointer<TextScalars.Kind>, _ length: Int,
    _ adder: inout Adder
  ) {
    let salt = adder.salt
    let wordSeed = join(salt, 1)
    let pairSeed = join(salt, 2)
    let shapeSeed = join(salt, 3)
    var previous: UInt32 = 0
    var digits = 0
    var capitals = 0
    var at = 0
    while at < length {
      let first = kinds[at]
      if first == .space || first == .sign && scalars[at] < 0x80 {
        at += 1
        continue
      }
      var word = join(wordSeed, scalars[at])
      var shape: UInt32 = 0
      if first == .unspaced || first == .sign {
        at += 1
      } else {
        word = wordSeed
        shape = shapeSeed
        var last = TextScalars.Kind.space
        while at < length {
          let kind = kinds[at]
          guard kind == .letter || kind == .digit || kind == .capital else { break }
          word = join(word, scalars[at])
          if kind == .digit { digits += 1 }
          if kind == .capital { capitals += 1 }
          // Runs of letters count once, digits every time.
          if kind != last || kind == .digit { shape = join(shape, UInt32(kind.rawValue)) }
          last = kind
          at += 1
        }
      }
      adder.add(word, kind: 0)
      if previous != 0 { adder.add(join(join(pairSeed, previous), word), kind: 0) }
      if shape != 0 { adder.add(shape, kind: 0) }
      previous = word
    }
    adder.add(join(join(salt, 4), magnitude(length) * 2 + half(length)), kind: 0)
    adder.add(join(join(salt, 5), magnitude(digits)), kind: 0)
    adder.add(join(join(salt, 6), magnitude(capitals)), kind: 0)
  }

  private static func magnitude(_ count: Int) -> UInt32 {
    UInt32(Int.bitWidth - count.leadingZeroBitCount)
  }

  /// Whether a count lies in the upper half of its octave.
  private static func half(_ count: Int) -> UInt32 {
    let octave = Int(magnitude(count))
    return octave >= 2 && count >> (octave - 2) & 1 == 1 ? 1 : 0
  }

  /// Adds sequences of two to four characters, also across words.
  private static func addSequences(
    _ scalars: UnsafePointer<UInt32>, _ length: Int, _ adder: inout Adder
  ) {
    let seed = join(adder.salt, 7)
    for start in 0..<length {
      var hash = join(seed, scalars[start])
      for next in start + 1..<max(start + 1, min(length, start + longest)) {
        hash = join(hash, scalars[next])
        adder.add(hash, kind: isSequence)
      }
    }
  }

  /// Counts features as they are found.
  private struct Adder {
    var count: Int
    let pass: UInt32
    let room: Int
    let salt: UInt32
    var entries: UnsafeMutablePointer<UInt32>?
    var places: UnsafeMutablePointer<UInt64>?

    init(count: Int, pass: UInt32, room: Int, salt: UInt32) {
      self.count = count
      self.pass = pass
      self.room = room
      self.salt = salt
    }

    @inline(__always)
    mutating func add(_ hash: UInt32, kind: UInt32) {
      // The finaliser of MurmurHash3 (Appleby).
      var h = hash
      h ^= h >> 16
      h = h &* 0x85eb_ca6b
      h ^= h >> 13
      h = h &* 0xc2b2_ae35
      h ^= h >> 16
      let feature = h & TextFeatures.mask
      let entries = entries.unsafelyUnwrapped
      let places = places.unsafelyUnwrapped
      var place = Int(h >> 8) & (room - 1)
      while true {
        let found = places[place]
        if UInt32(truncatingIfNeeded: found >> 32) != pass { break }
        let index = Int(truncatingIfNeeded: found & 0xffff_ffff)
        let entry = entries[index]
        if entry & TextFeatures.mask == feature {
          if entry < 0 &- TextFeatures.once { entries[index] = entry &+ TextFeatures.once }
          return
        }
        place = (place + 1) & (room - 1)
      }
      guard count < TextFeatures.limit else { return }
      places[place] = UInt64(pass) << 32 | UInt64(count)
      entries[count] = feature | kind | TextFeatures.once
      count += 1
    }
  }
}
