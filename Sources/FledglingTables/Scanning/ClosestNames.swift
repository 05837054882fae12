/// Suggestions for a name that is not known.
package enum ClosestNames {
  /// Up to three names, the most similar first.
  package static func find(_ name: String, in names: [String]) -> [String] {
    let wanted = key(name)
    let ranked = names.enumerated().map { (distance(wanted, key($1)), $0, $1) }
    return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(3).map(\.2)
  }

  private static func key(_ name: String) -> [UInt8] { Array(name.lowercased().utf8.prefix(64)) }

  /// How many bytes must be added, removed or replaced to make one text of the other.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let above = row[column + 1]
        row[column + 1] = byte == other ? diagonal : 1 + min(diagonal, above, row[column])
        diagonal = above
      }
    }
    return row[right.count]
  }
}
