import Fledgling

/// Reads pictures: PNG of any depth and kind, and JPEG of grey or RGB.
///
/// Grey sources become one channel, all others three.  Transparent parts are laid on white.  An
/// orientation that EXIF states is ignored: the pixels are taken as they are stored.
public enum ImageDecoder {
  /// The largest number of bytes of a file: 64 MiB.
  public static let fileLimit = 64 << 20
  /// The largest number of pixels: 64 million, more or less.
  public static let pixelLimit = 64 << 20

  /// Reads a file.
  ///
  /// - Throws: ``ImageError``.
  /// - Complexity: O(pixels of the source), in time and memory.
  public static func read(path: String) throws(ImageError) -> ImageGrid {
    try decode(try ImageFile.bytes(path), name: path)
  }

  /// Reads a picture in memory.
  ///
  /// No memory for pixels is taken before the picture's size has been found to be within the limits.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: its name in messages.
  /// - Returns: the picture, reduced to ``ImageGrid/sideLimit``.
  /// - Throws: ``ImageError``.
  public static func decode(_ bytes: [UInt8], name: String) throws(ImageError) -> ImageGrid {
    guard !bytes.isEmpty else { throw .empty(file: name) }
    guard bytes.count <= fileLimit else {
      throw .tooManyBytes(file: name, bytes: bytes.count)
    }
    switch format(of: bytes) {
    case .png: return try PNGDecoder(bytes: bytes, name: name).decode()
    case .jpeg: return try JPEGDecoder(bytes: bytes, name: name).decode()
    case nil: throw .notAnImage(file: name)
    }
  }

  /// The format by the first bytes.
  static func format(of bytes: [UInt8]) -> ImageFormat? {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) { return .png }
    return bytes.starts(with: [0xff, 0xd8]) ? .jpeg : nil
  }

  /// The number of bytes that a picture's pixels take.
  static func size(
    width: Int, height: Int, channels: Int, name: String
  ) throws(ImageError) -> Int {
    let sides = 1...ImageGrid.sourceLimit
    guard sides.contains(width), sides.contains(height), width * height <= pixelLimit else {
      throw .tooLarge(file: name, width: width, height: height)
    }
    return width * height * channels
  }
}
