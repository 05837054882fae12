/// Numbers as people read them.
enum NumberText {
  /// `1,234,567`.
  static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// A number with this many digits behind the point.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let whole = Int(scaled)
    let unit = Int(scale)
    let sign = value < 0 && whole > 0 ? "-" : ""
    let front = sign + count(whole / unit)
    guard decimals > 0 else { return front }
    let back = String(whole % unit)
    return front + "." + String(repeating: "0", count: decimals - back.count) + back
  }

  static func fixed(_ value: Double?, _ decimals: Int) -> String {
    value.map { fixed($0, decimals) } ?? "–"
  }

  /// `88.1 %`.
  static func percent(_ share: Double?, _ decimals: Int = 1) -> String {
    share.map { fixed($0 * 100, decimals) + " %" } ?? "–"
  }

  /// Four digits that matter: `0.001234`, `12.34`, `123,456`.
  static func short(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    let size = abs(value)
    if size == 0 { return "0" }
    if size >= 1e15 || size < 1e-9 { return "\(value)" }
    var decimals = 3
    var edge = 10.0
    while size >= edge, decimals > 0 {
      edge *= 10
      decimals -= 1
    }
    edge = 1
    while size < edge, decimals < 12 {
      edge /= 10
      decimals += 1
    }
    return fixed(value, decimals)
  }

  /// A length of time in the largest unit of which there is at least one.
  static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite else { return short(seconds) }
    let units: [(size: Double, name: String)] = [(86_400, "d"), (3_600, "h"), (60, "min")]
    let unit = units.first { seconds >= $0.size } ?? (1, "s")
    return "\(short(seconds / unit.size)) \(unit.name)"
  }

  /// `812 B`, `34 MB`.
  static func bytes(_ count: Int) -> String {
    if count < 1_000 { return "\(count) B" }
    if count < 1_000_000 { return fixed(Double(count) / 1e3, count < 10_000 ? 1 : 0) + " kB" }
    let isSmall = count < 10_000_000
    return fixed(Double(count) / 1e6, isSmall ? 1 : 0) + " MB"
  }

  /// `1 row`, `2 rows`.
  static func plural(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    self.count(count) + " " + (count == 1 ? noun : plural ?? noun + "s")
  }
}
