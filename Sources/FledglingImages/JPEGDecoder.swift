import CTurboJPEG
import Fledgling

/// Reads JPEG with libjpeg-turbo.
struct JPEGDecoder {
  let bytes: [UInt8]
  let name: String

  func decode() throws(ImageError) -> ImageGrid {
    guard let handle = tjInitDecompress() else {
      throw .unreadable(file: name, reason: "libjpeg-turbo could not be started")
    }
    defer { tjDestroy(handle) }
    var width: Int32 = 0
    var height: Int32 = 0
    var sampling: Int32 = 0
    var colours: Int32 = 0
    let status = bytes.withUnsafeBufferPointer {
      tjDecompressHeader3(
        handle, $0.baseAddress, UInt($0.count), &width, &height, &sampling, &colours)
    }
    guard status == 0 else { throw damaged(handle) }
    guard width > 0, height > 0 else {
      throw .damaged(file: name, format: .jpeg, reason: "it holds no picture")
    }
    let space = TJCS(rawValue: UInt32(bitPattern: colours))
    guard space != TJCS_CMYK, space != TJCS_YCCK else { throw .colours(file: name, "CMYK") }
    let isGrey = space == TJCS_GRAY
    let channels = isGrey ? 1 : 3
    let size = try ImageDecoder.size(
      width: Int(width), height: Int(height), channels: channels, name: name)
    var pixels = [UInt8](repeating: 0, count: size)
    let format = isGrey ? TJPF_GRAY : TJPF_RGB
    // Progressive pictures of very many scans take for ever and hold nothing.
    let flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
    let result = bytes.withUnsafeBufferPointer { bytes in
      pixels.withUnsafeMutableBufferPointer { pixels in
        tjDecompress2(
          handle, bytes.baseAddress, UInt(bytes.count), pixels.baseAddress, width, 0, height,
          Int32(bitPattern: UInt32(bitPattern: format.rawValue)), flags)
      }
    }
    guard result == 0 || isHarmless(handle) else { throw damaged(handle) }
    guard
      let grid = ImageGrid(
        width: Int(width), height: Int(height), channels: channels, pixels: pixels)
    else { throw .tooLarge(file: name, width: Int(width), height: Int(height)) }
    return grid
  }

  /// Cameras write bytes between the data and the next marker, which libjpeg warns about.
  private func isHarmless(_ handle: tjhandle) -> Bool {
    tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue)
      && message(handle).contains("extraneous bytes before marker")
  }

  private func damaged(_ handle: tjhandle) -> ImageError {
    .damaged(file: name, format: .jpeg, reason: message(handle))
  }

  private func message(_ handle: tjhandle) -> String {
    tjGetErrorStr2(handle).map { String(cString: $0) } ?? "libjpeg-turbo does not say why"
  }
}
