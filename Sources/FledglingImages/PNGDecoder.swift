import CPNG
import Fledgling

/// Reads PNG with libpng's simplified interface.
struct PNGDecoder {
  let bytes: [UInt8]
  let name: String

  func decode() throws(ImageError) -> ImageGrid {
    // libpng keeps the address of its control structure in the image.
    let image = UnsafeMutablePointer<png_image>.allocate(capacity: 1)
    image.initialize(to: png_image())
    defer {
      png_image_free(image)
      image.deallocate()
    }
    image.pointee.version = UInt32(PNG_IMAGE_VERSION)
    return try bytes.withUnsafeBufferPointer { (bytes) throws(ImageError) in
      guard png_image_begin_read_from_memory(image, bytes.baseAddress, bytes.count) != 0 else {
        throw damaged(image)
      }
      return try pixels(image)
    }
  }

  private func pixels(_ image: UnsafeMutablePointer<png_image>) throws(ImageError) -> ImageGrid {
    let isColoured = image.pointee.format & UInt32(PNG_FORMAT_FLAG_COLOR) != 0
    let channels = isColoured ? 3 : 1
    let width = Int(image.pointee.width)
    let height = Int(image.pointee.height)
    let size = try ImageDecoder.size(width: width, height: height, channels: channels, name: name)
    image.pointee.format = isColoured ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
    // Warnings so far concern profiles and texts, which do not matter.
    image.pointee.warning_or_error = 0
    var white = png_color(red: 255, green: 255, blue: 255)
    var pixels = [UInt8](repeating: 0, count: size)
    let isRead = pixels.withUnsafeMutableBytes {
      png_image_finish_read(image, &white, $0.baseAddress, 0, nil) != 0
    }
    // Rows that are missing are only warned about.
    guard isRead, image.pointee.warning_or_error == 0 || !message(image).contains("IDAT") else {
      throw damaged(image)
    }
    guard
      let grid = ImageGrid(width: width, height: height, channels: channels, pixels: pixels)
    else { throw .tooLarge(file: name, width: width, height: height) }
    return grid
  }

  private func damaged(_ image: UnsafeMutablePointer<png_image>) -> ImageError {
    let message = message(image)
    return .damaged(
      file: name, format: .png, reason: message.isEmpty ? "libpng does not say why" : message)
  }

  private func message(_ image: UnsafeMutablePointer<png_image>) -> String {
    withUnsafeBytes(of: image.pointee.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
