/// An image: rows of grey or of red, green and blue pixels, each channel from 0 to 255.
///
/// No side is longer than ``sideLimit`` pixels: the initialiser reduces larger images by averaging
/// areas in integer arithmetic.
public struct ImageGrid: Sendable, Hashable {
  /// The longest side, in pixels, after reduction.
  public static let sideLimit = 64
  /// The longest side, in pixels, of an image before reduction.
  public static let sourceLimit = 16_384

  /// The number of pixels in a row.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// 1 for grey; 3 for red, green and blue.
  public let channels: Int
  /// The pixels row by row, in each row pixel by pixel, in each pixel channel by channel.
  public let pixels: [UInt8]

  /// An image; `nil` if the number of pixels does not match the size, a side is not within
  /// ``sourceLimit``, or there are neither 1 nor 3 channels.
  ///
  /// - Parameters:
  ///   - width: the number of pixels in a row.
  ///   - height: the number of rows.
  ///   - channels: 1 for grey; 3 for red, green and blue.
  ///   - pixels: the pixels row by row, in each row pixel by pixel, in each pixel channel by
  ///     channel.
  /// - Complexity: O(pixels).
  public init?(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    guard channels == 1 || channels == 3, (1...ImageGrid.sourceLimit).contains(width),
      (1...ImageGrid.sourceLimit).contains(height), pixels.count == width * height * channels
    else { return nil }
    self.channels = channels
    guard max(width, height) > ImageGrid.sideLimit else {
      self.width = width
      self.height = height
      self.pixels = pixels
      return
    }
    let longest = max(width, height)
    self.width = max(1, width * ImageGrid.sideLimit / longest)
    self.height = max(1, height * ImageGrid.sideLimit / longest)
    self.pixels = AreaAverage.reduced(
      pixels, width: width, height: height, channels: channels, toWidth: self.width,
      height: self.height)
  }

  /// The luminance of each pixel, from 0 to 255.
  var grey: [UInt8] {
    guard channels == 3 else { return pixels }
    return stride(from: 0, to: pixels.count, by: 3).map { at in
      let sum = 77 * Int(pixels[at]) + 150 * Int(pixels[at + 1]) + 29 * Int(pixels[at + 2])
      return UInt8(sum / 256)
    }
  }

  /// The image in its stored form: its size, then its pixels.
  package var bytes: [UInt8] { [UInt8(width), UInt8(height), UInt8(channels)] + pixels }

  /// Reads an image from its stored form ``bytes``; `nil` if these are not one.
  package init?(bytes: [UInt8]) {
    guard bytes.count > 3, max(bytes[0], bytes[1]) <= ImageGrid.sideLimit else { return nil }
    self.init(
      width: Int(bytes[0]), height: Int(bytes[1]), channels: Int(bytes[2]),
      pixels: Array(bytes[3...]))
  }
}
