import Fledgling

/// An error of a picture that cannot be read.
///
/// `file` is the path as it was given.
public enum ImageError: Error, Sendable, Hashable {
  /// There is no file at the path.
  case missingFile(file: String)
  /// The path leads to a directory.
  case directory(file: String)
  /// The system refused to open or to read the file, for this reason.
  case unreadable(file: String, reason: String)
  /// The file has more bytes than ``ImageDecoder/fileLimit``.
  case tooManyBytes(file: String, bytes: Int)
  /// The file holds nothing.
  case empty(file: String)
  /// The first bytes are neither PNG's nor JPEG's.
  case notAnImage(file: String)
  /// The picture says that it is larger than is read.
  case tooLarge(file: String, width: Int, height: Int)
  /// The data are wrong or end too early.
  case damaged(file: String, format: ImageFormat, reason: String)
  /// The picture's colours are of a kind that is not read.
  case colours(file: String, String)
}

/// How a picture is written.
public enum ImageFormat: String, Sendable, Hashable, CaseIterable {
  /// Portable Network Graphics.
  case png = "PNG"
  /// JPEG, baseline or progressive.
  case jpeg = "JPEG"
}

extension ImageError: CustomStringConvertible {
  /// One line that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .missingFile(let file): "\(file): there is no such file; check the path"
    case .directory(let file): "\(file): this is a directory; name a picture inside it"
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .tooManyBytes(let file, let bytes):
      "\(file): \(bytes) bytes are more than the limit of \(ImageDecoder.fileLimit); "
        + "save the picture smaller"
    case .empty(let file): "\(file): is empty; copy the file again"
    case .notAnImage(let file): "\(file): is neither PNG nor JPEG; convert it"
    case .tooLarge(let file, let width, let height):
      "\(file): \(width) x \(height) pixels are more than the limit of "
        + "\(ImageGrid.sourceLimit) a side and \(ImageDecoder.pixelLimit) in all; "
        + "save the picture smaller"
    case .damaged(let file, let format, let reason):
      "\(file): the \(format.rawValue) data are damaged or incomplete (\(reason)); "
        + "copy the file again"
    case .colours(let file, let kind):
      "\(file): holds \(kind) colours, which are not read; save the picture as RGB or grey"
    }
  }
}
