#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Moments as ISO 8601 in UTC, to the second.
package enum UTC {
  package static func text(_ seconds: Double) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    func padded(_ number: Int32, _ width: Int = 2) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(parts.tm_year + 1_900, 4))-\(padded(parts.tm_mon + 1))-"
      + "\(padded(parts.tm_mday))T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):"
      + "\(padded(parts.tm_sec))Z"
  }
}
