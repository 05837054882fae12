extension ImageGrid {
  /// The image on a square grid, channel after channel, in units of 1/256 of a level.
  ///
  /// The aspect ratio is kept: the longer side fills the grid, and the border of the image is
  /// repeated beyond the shorter side, so that no artificial edge arises.  Shrinking averages over
  /// areas, enlarging interpolates linearly; both use integers.
  ///
  /// - Complexity: O(width × height × channels).
  func resampled(to side: Int) -> [Int32] {
    let longer = max(width, height)
    let across = ImageGrid.taps(of: width, in: longer, on: side)
    let down = ImageGrid.taps(of: height, in: longer, on: side)
    let total = Int64(across.total) * Int64(down.total)
    var grid = [Int32](repeating: 0, count: channels * side * side)
    var sums = [Int64](repeating: 0, count: side * side)
    var line = [Int64](repeating: 0, count: side)
    for channel in 0..<channels {
      for i in sums.indices { sums[i] = 0 }
      pixels.withUnsafeBufferPointer { pixels in
        for y in 0..<height {
          guard !down.uses[y].isEmpty else { continue }
          let row = y * width * channels + channel
          for x in 0..<side {
            var sum: Int64 = 0
            for tap in across.taps[x] {
              sum &+= Int64(pixels[row + tap.place * channels]) &* Int64(tap.weight)
            }
            line[x] = sum
          }
          for use in down.uses[y] {
            let start = use.place * side
            let weight = Int64(use.weight)
            for x in 0..<side { sums[start + x] &+= line[x] &* weight }
          }
        }
      }
      for i in sums.indices {
        grid[channel * side * side + i] = Int32((sums[i] * 256 + total / 2) / total)
      }
    }
    return grid
  }

  private struct Tap {
    var place: Int
    var weight: Int
  }

  private struct Taps {
    /// Per place on the grid, the pixels it reads.
    var taps: [[Tap]]
    /// Per pixel, the places that read it.
    var uses: [[Tap]]
    /// The sum of the weights of each place.
    var total: Int
  }

  /// The pixels that each of `side` places reads, of `count` pixels centred within `longer`.
  private static func taps(of count: Int, in longer: Int, on side: Int) -> Taps {
    var taps = [[Tap]](repeating: [], count: side)
    func add(_ pixel: Int, _ weight: Int, to place: Int) {
      guard weight > 0 else { return }
      let pixel = max(0, min(count - 1, pixel - (longer - count) / 2))
      if let last = taps[place].last, last.place == pixel {
        taps[place][taps[place].count - 1].weight += weight
      } else {
        taps[place].append(Tap(place: pixel, weight: weight))
      }
    }
    let total: Int
    if longer >= side {
      // In units of 1 / side of a pixel a place covers `longer`, a pixel `side`.
      total = longer
      for place in 0..<side {
        let (start, end) = (place * longer, (place + 1) * longer)
        for pixel in start / side...(end - 1) / side {
          add(pixel, min(end, (pixel + 1) * side) - max(start, pixel * side), to: place)
        }
      }
    } else {
      // Centres in units of 1 / (2 side) of a pixel.
      total = 2 * side
      for place in 0..<side {
        let centre = (2 * place + 1) * longer - side
        let pixel = centre < 0 ? -1 : centre / total
        let beyond = centre - pixel * total
        add(pixel, total - beyond, to: place)
        add(pixel + 1, beyond, to: place)
      }
    }
    var uses = [[Tap]](repeating: [], count: count)
    for (place, own) in taps.enumerated() {
      for tap in own { uses[tap.place].append(Tap(place: place, weight: tap.weight)) }
    }
    return Taps(taps: taps, uses: uses, total: total)
  }
}
