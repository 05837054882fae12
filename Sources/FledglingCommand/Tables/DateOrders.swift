/// The date columns of which the arguments say what stands first.
struct DateOrders {
  let dayFirst: Set<String>
  let monthFirst: Set<String>

  init(_ input: InputOptions, columns: [String]) {
    dayFirst = input.dayFirst.set(in: columns)
    monthFirst = input.monthFirst.set(in: columns)
  }
}
