import TestSupport

/// A small table in which `ripe` depends on `sun` and `kind`.
enum Garden {
  static let header = "id,day,kind,sun,ripe"

  static func row(_ index: Int) -> String {
    let kind = ["plum", "pear", "fig"][index * 7 % 3]
    let sun = index * 37 % 100
    return "G\(index),2024-05-\(index % 28 + 1 < 10 ? "0" : "")\(index % 28 + 1),\(kind),"
      + "\(Double(sun) / 4),\(label(index))"
  }

  static func label(_ index: Int) -> String {
    index * 37 % 100 + (index * 7 % 3) * 10 > 60 ? "yes" : "no"
  }

  static func csv(_ rows: Int, from first: Int = 0) -> String {
    ([header] + (first..<first + rows).map(row)).joined(separator: "\n") + "\n"
  }

  static func jsonLines(_ rows: Int) -> String {
    let names = header.split(separator: ",")
    return (0..<rows).map { index in
      let cells = zip(names, row(index).split(separator: ",")).map { "\"\($0)\":\"\($1)\"" }
      return "{\(cells.joined(separator: ","))}\n"
    }.joined()
  }
}

extension Scratch {
  /// A model of ``Garden`` after some rows.
  func model(_ name: String = "garden.model", rows: Int = 60) throws -> String {
    let model = path(name)
    let table = try write(Garden.csv(rows), "taught-\(name).csv")
    let run = try Program.run(["learn", table, "--target", "ripe", "--save", model, "--quiet"])
    guard run.status == 0 else { throw Unexpected(run.errors) }
    return model
  }
}
