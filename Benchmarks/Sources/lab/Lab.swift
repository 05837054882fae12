import Fledgling
import FledglingTables
import Foundation

func cpu() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t)
  return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
}

func rows(_ path: String, _ schema: Schema) throws -> [([Value], Outcome)] {
  let reader = try TableReader(path: path)
  var decoder = try RowDecoder(schema: schema, columns: reader.columns, file: path)
  var record = TableRecord()
  var values: [Value] = []
  var result: [([Value], Outcome)] = []
  while try reader.next(&record) {
    switch decoder.decode(record, into: &values) {
    case .row(let outcome?): result.append((values, outcome))
    case .row: break
    case .fault(let fault): print(fault)
    }
  }
  return result
}

func judge(_ learner: Learner, _ test: [([Value], Outcome)], _ name: String) throws {
  var score = PrequentialClassScore()
  let start = cpu()
  for (values, outcome) in test {
    score.add(try learner.predict(values), outcome: outcome.text)
  }
  print(
    name, "accuracy", score.totals.accuracy ?? 0, "log loss", score.totals.logLoss ?? 0, "coverage",
    score.setCoverage ?? 0, "size", score.meanSetSize ?? 0, "µs",
    (cpu() - start) / Double(test.count) * 1e6)
}

func live(_ learner: inout Learner, _ train: [([Value], Outcome)], _ name: String) throws {
  var score = PrequentialClassScore()
  let start = cpu()
  for (values, outcome) in train {
    score.add(try learner.answer(values, thenLearn: outcome), outcome: outcome.text)
  }
  print(
    name, "accuracy", score.totals.accuracy ?? 0, "log loss", score.totals.logLoss ?? 0, "coverage",
    score.setCoverage ?? 0, "size", score.meanSetSize ?? 0, "per s",
    Double(train.count) / (cpu() - start))
}

func experts(_ learner: Learner) {
  for e in learner.experts.sorted(by: { ($0.logLoss ?? 9) < ($1.logLoss ?? 9) }).prefix(8) {
    print("   ", e.name, e.accuracy ?? 0, e.logLoss ?? 0, e.weight)
  }
}

@main
struct Lab {
  static func main() throws {
    let data = "/work/shared/data/"
    for job in CommandLine.arguments.dropFirst() {
      switch job {
      case "sms":
        let schema = try Schema(
          fields: [Field("text", .text)], target: "label", task: .classify)
        let all = try rows(data + "sms.csv", schema)
        var learner = Learner(schema: schema)
        try live(&learner, all, "sms")
        experts(learner)
      case "banking":
        let schema = try Schema(
          fields: [Field("text", .text)], target: "category", task: .classify)
        let train = try rows(data + "banking77_train.csv", schema)
        let test = try rows(data + "banking77_test.csv", schema)
        var learner = Learner(schema: schema)
        try live(&learner, train, "banking running")
        experts(learner)
        try judge(learner, test, "banking before")
        let start = cpu()
        learner.consolidate()
        print("consolidated in", cpu() - start)
        try judge(learner, test, "banking after")
        experts(learner)
      case "mnist1d":
        let schema = try Schema(
          fields: [Field("x", .vector, width: 40)], target: "digit", task: .classify)
        func load(_ file: String) throws -> [([Value], Outcome)] {
          let fields = (0..<40).map { Field("t\($0)", .number) }
          let flat = try Schema(fields: fields, target: "digit", task: .classify)
          return try rows(data + file, flat).map { values, outcome in
            (
              [
                .vector(
                  values.map { if case .number(let x) = $0 { Float(x) } else { 0 } })
              ], outcome
            )
          }
        }
        var learner = Learner(schema: schema)
        try live(&learner, try load("mnist1d_train.csv"), "mnist1d running")
        experts(learner)
        let test = try load("mnist1d_test.csv")
        try judge(learner, test, "mnist1d before")
        learner.consolidate()
        try judge(learner, test, "mnist1d after")
      case "mnist":
        let pixels = Array(try Data(contentsOf: URL(filePath: "/work/lab/mnist/images-idx3"))[16...])
        let labels = Array(try Data(contentsOf: URL(filePath: "/work/lab/mnist/labels-idx1"))[8...])
        let all = (0..<10_000).map { i -> ([Value], Outcome) in
          let image = ImageGrid(
            width: 28, height: 28, channels: 1, pixels: Array(pixels[i * 784..<(i + 1) * 784]))!
          return ([.image(image)], .label("\(labels[i])"))
        }
        let schema = try Schema(
          fields: [Field("image", .image)], target: "digit", task: .classify)
        let test = Array(all[8_000...])
        for per in [1, 5] {
          var sum = 0.0
          for draw in 0..<10 {
            var learner = Learner(schema: schema)
            var counts: [Outcome: Int] = [:]
            var random = SystemRandomNumberGenerator()
            _ = draw
            for (values, outcome) in all[..<8_000].shuffled(using: &random)
            where counts[outcome, default: 0] < per {
              counts[outcome, default: 0] += 1
              try learner.learn(values, outcome: outcome)
            }
            var hits = 0
            for (values, outcome) in test.prefix(500) {
              if case .label(let said) = try learner.predict(values), said.label == outcome.text {
                hits += 1
              }
            }
            sum += Double(hits) / 500
          }
          print("mnist", per, "per class", sum / 10)
        }
        var learner = Learner(schema: schema)
        try live(&learner, Array(all[..<8_000]), "mnist running")
        experts(learner)
        try judge(learner, test, "mnist before")
        let start = cpu()
        learner.consolidate()
        print("consolidated in", cpu() - start)
        try judge(learner, test, "mnist after")
        experts(learner)
      case "streams":
        for (file, target) in [
          ("electricity", "class"), ("sea", "class"), ("bank", "y"), ("spambase", "spam"),
          ("satimage", "y"),
        ] {
          let reader = try TableReader(path: data + file + ".csv")
          let schema = try SchemaInference(target: target).infer(reader).schema
          let all = try rows(data + file + ".csv", schema)
          var learner = Learner(schema: schema)
          try live(&learner, all, file)
          // The last fifth at once.
          var early = Learner(schema: schema)
          let cut = all.count * 4 / 5
          for (values, outcome) in all[..<cut] { try early.learn(values, outcome: outcome) }
          for state in ["held back", "held back, consolidated"] {
            if state.hasSuffix("ed") { early.consolidate() }
            var copy = early
            var score = PrequentialClassScore()
            for (values, outcome) in all[cut...] {
              let said = try copy.predict(values)
              score.add(said, outcome: outcome.text)
              try copy.observe(values, answered: said)
            }
            print("   ", file, state, score.totals.accuracy ?? 0, score.totals.logLoss ?? 0)
          }
        }
      case "occupancy", "occupancy-sequence":
        let names = ["Temperature", "Humidity", "Light", "CO2", "HumidityRatio"]
        var fields = names.map { Field($0, .number) }
        if job == "occupancy-sequence" { fields.append(Field("room", .sequence)) }
        let noDate = ProcessInfo.processInfo.environment["NODATE"] != nil
        if !noDate { fields.append(Field("date", .dateTime)) }
        let schema = try Schema(fields: fields, target: "Occupancy", task: .classify)
        func load(_ file: String) throws -> [([Value], Outcome)] {
          let flat = try Schema(
            fields: fields.filter { $0.kind != .sequence }, target: "Occupancy", task: .classify)
          let reader = try TableReader(path: data + file)
          var decoder = try RowDecoder(schema: flat, columns: reader.columns, file: file)
          var record = TableRecord()
          var values: [Value] = []
          var result: [([Value], Outcome)] = []
          while try reader.next(&record) {
            if case .row(let outcome?) = decoder.decode(record, into: &values) {
              var full = values
              if job == "occupancy-sequence" { full.insert(.text(file), at: 5) }
              result.append((full, outcome))
            }
          }
          return result
        }
        func time(_ values: [Value]) -> Double? {
          if case .number(let t)? = values.last, !noDate { t } else { nil }
        }
        var learner = Learner(schema: schema)
        for (values, outcome) in try load("occupancy_datatraining.csv") {
          try learner.learn(values, outcome: outcome, time: time(values))
        }
        for state in ["before", "after"] {
          if state == "after" { learner.consolidate() }
          var all = 0.0
          var right = 0.0
          for file in ["occupancy_datatest.csv", "occupancy_datatest2.csv"] {
            var copy = learner
            var hits = 0.0
            let test = try load(file)
            for (values, outcome) in test {
              let said = try copy.predict(values, time: time(values))
              if case .label(let l) = said, l.label == outcome.text { hits += 1 }
              try copy.observe(values, answered: said, time: time(values))
            }
            print(job, state, file, hits / Double(test.count))
            all += Double(test.count)
            right += hits
          }
          print(job, state, "together", right / all)
        }
        experts(learner)
      case "cheetah", "cheetah-sequence":
        try cheetah(withSequence: job == "cheetah-sequence")
      default: print("?", job)
      }
    }
  }
}

func trace(_ path: String) throws -> [[Float]] {
  let bytes = Array(try Data(contentsOf: URL(filePath: path)))
  let header = Int(bytes[8]) | Int(bytes[9]) << 8
  let text = String(decoding: bytes[10..<10 + header], as: UTF8.self)
  let isWide = text.contains("f8")
  let body = Array(bytes[(10 + header)...])
  var numbers: [Float] = []
  body.withUnsafeBytes { raw in
    if isWide {
      for i in 0..<raw.count / 8 {
        numbers.append(Float(raw.loadUnaligned(fromByteOffset: i * 8, as: Double.self)))
      }
    } else {
      for i in 0..<raw.count / 4 {
        numbers.append(raw.loadUnaligned(fromByteOffset: i * 4, as: Float.self))
      }
    }
  }
  return stride(from: 0, to: numbers.count, by: 17).map { Array(numbers[$0..<$0 + 17]) }
}

func cheetah(withSequence: Bool) throws {
  let folder = "/work/shared/data/cheetah/"
  let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    .filter { $0.hasSuffix(".npy") }.sorted()
  var fields = (0..<17).map { Field("s\($0)", .number) }
  if withSequence { fields.append(Field("window", .sequence)) }
  func windows(_ range: Range<Int>) throws -> [[[Float]]] {
    try range.flatMap { f in
      let t = try trace(folder + files[f])
      return stride(from: 0, to: t.count - 33, by: 10).map { Array(t[$0..<$0 + 33]) }
    }
  }
  let test = try windows(5..<15)
  var sum = 0.0
  var count = 0.0
  let start = cpu()
  for d in 0..<17 {
    let schema = try Schema(fields: fields, target: "next", task: .regress)
    var learner = Learner(schema: schema)
    func values(_ s: [Float], _ w: Int) -> [Value] {
      s.map { .number(Double($0)) } + (withSequence ? [.text("w\(w)")] : [])
    }
    for (w, trace) in (try (15..<25).map { try trace(folder + files[$0]) }).enumerated() {
      for i in 0..<trace.count - 1 {
        try learner.learn(values(trace[i], w), outcome: .number(Double(trace[i + 1][d])))
      }
    }
    if ProcessInfo.processInfo.environment["CONS"] != nil { learner.consolidate() }
    var own = 0.0
    var copy = learner
    for (w, window) in test.enumerated() {
      for i in 0..<32 {
        let v = values(window[i], 100_000 + w)
        let said = try copy.predict(v)
        if case .number(let n) = said {
          let e = n.value - Double(window[i + 1][d])
          own += e * e
        }
        try copy.observe(v)
      }
    }
    sum += own
    count += Double(test.count * 32)
    for e in learner.experts.sorted(by: { $0.rootMeanSquaredError ?? 9 < $1.rootMeanSquaredError ?? 9 }).prefix(5) { print("     ", e.name, e.rootMeanSquaredError ?? 0, e.weight) }
    print("cheetah", d, own / Double(test.count * 32), "so far", sum / count, cpu() - start)
  }
  print("cheetah mse", sum / count)
}
