#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a file that may be a picture.
enum ImageFile {
  static func bytes(_ path: String) throws(ImageError) -> [UInt8] {
    // Reading anything but a file could block for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      throw code == ENOENT || code == ENOTDIR
        ? .missingFile(file: path) : .unreadable(file: path, reason: reason(code))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(file: path, reason: reason(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .directory(file: path)
    default: throw .unreadable(file: path, reason: "it is not an ordinary file")
    }
    let size = Int(status.st_size)
    guard size <= ImageDecoder.fileLimit else { throw .tooManyBytes(file: path, bytes: size) }
    var filled = 0
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while filled < size {
        let added = systemRead(descriptor, buffer.baseAddress.map { $0 + filled }, size - filled)
        if added < 0, errno == EINTR { continue }
        if added < 0 { failure = errno }
        if added <= 0 { break }
        filled += added
      }
      count = filled
    }
    guard failure == 0 else { throw .unreadable(file: path, reason: reason(failure)) }
    return bytes
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int)
  -> Int
{
  read(descriptor, bytes, count)
}
