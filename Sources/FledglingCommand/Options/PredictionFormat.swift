import ArgumentParser
import Fledgling

/// How predictions are written.
enum PredictionFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, jsonl
}

/// The rows that predictions are to be right for.
extension PredictionScope: ExpressibleByArgument {}

/// How long to think about a row.
enum EffortChoice: String, ExpressibleByArgument, CaseIterable {
  case full, adaptive

  var effort: Effort { self == .full ? .full : .adaptive }
}
