import Foundation
import Testing

@testable import Fledgling

struct EvaluatingTests {
  private func answer(
    _ shares: KeyValuePairs<String, Float>, threshold: Float = 1
  ) -> Prediction {
    .label(
      LabelPrediction(
        labels: shares.map(\.key), probabilities: shares.map(\.value), threshold: threshold))
  }

  @Test func classScore() throws {
    var score = PrequentialClassScore()
    #expect(score.totals.accuracy == nil)
    score.add(.unknown, outcome: "a")
    score.add(answer(["a": 1]), outcome: "b")
    score.add(answer(["a": 0.25, "b": 0.75]), outcome: "b")
    score.add(answer(["a": 0.4, "b": 0.6]), outcome: "a")
    #expect(score.totals.examples == 4)
    #expect(score.totals.accuracy == 0.25)
    // 1/2 for the first, 1/(1 + 2) for a class never seen after one example.
    let probabilities = [0.5, 1.0 / 3, 0.75, 0.4]
    let loss = probabilities.map { -Foundation.log($0) }.reduce(0, +) / 4
    #expect(abs((score.totals.logLoss ?? 0) - loss) < 1e-6)
    let brier = (1 + 2 + (0.0625 + 0.0625) + (0.36 + 0.36)) / 4
    #expect(abs((score.totals.brier ?? 0) - brier) < 1e-6)
    // Majority: nothing, a, a, b; no change: nothing, a, b, b.
    #expect(score.majorityAccuracy == 0)
    #expect(score.noChangeAccuracy == 0.25)
    #expect(score.confusion.count(truth: "b", answer: "a") == 1)
    #expect(score.confusion.count(truth: "b", answer: "b") == 1)
    #expect(score.confusion.count(truth: "c", answer: "b") == 0)
  }

  @Test func sets() {
    var score = PrequentialClassScore()
    #expect(score.setCoverage == nil)
    score.add(.unknown, outcome: "a")
    score.add(answer(["a": 0.5, "b": 0.3, "c": 0.2], threshold: 0.3), outcome: "b")
    score.add(answer(["a": 0.5, "b": 0.3, "c": 0.2], threshold: 0.31), outcome: "b")
    score.add(answer(["a": 0.5, "b": 0.3, "c": 0.2], threshold: 0), outcome: "d")
    score.add(answer(["a": 0.5, "b": 0.3, "c": 0.2], threshold: 9), outcome: "a")
    #expect(score.setCoverage == 0.4)
    #expect(score.meanSetSize == 1.4)
  }

  @Test func probabilities() {
    let sure = answer(["a": 1, "b": 0])
    #expect(PrequentialClassScore.probability(of: "b", in: sure, after: 9) == 1e-6)
    #expect(PrequentialClassScore.probability(of: "c", in: sure, after: 8) == 0.1)
    #expect(PrequentialClassScore.probability(of: "c", in: .unknown, after: 0) == 0.5)
  }

  @Test func resumedBaselines() {
    var score = PrequentialClassScore(known: [("a", 3), ("b", 5)])
    score.add(answer(["a": 0.5, "b": 0.5]), outcome: "b")
    #expect(score.majorityAccuracy == 1)
    #expect(score.noChangeAccuracy == 0)
    score.add(answer(["a": 0.5, "b": 0.5]), outcome: "c")
    let loss = Foundation.log(22.0) / 2
    #expect(abs((score.totals.logLoss ?? 0) - loss) < 1e-6)
  }

  @Test func numberScore() throws {
    var score = PrequentialNumberScore()
    #expect(score.intervalCoverage == nil)
    score.add(.unknown, outcome: 2)
    score.add(.number(NumberPrediction(value: 3, lower: 2, upper: 4)), outcome: 4)
    score.add(.number(NumberPrediction(value: 3, lower: 2, upper: 4)), outcome: 6)
    #expect(score.totals.meanAbsoluteError == 2)
    #expect(score.totals.rootMeanSquaredError == (14.0 / 3).squareRoot())
    #expect(score.intervalCoverage == 0.5)
    #expect(abs((score.rSquared ?? 0) - (1 - 14.0 / 8)) < 1e-12)
    #expect(score.meanBaselineError == (2 + 2 + 3) / 3.0)
    #expect(score.noChangeError == (2 + 2 + 2) / 3.0)
  }

  @Test func curveMarks() {
    var curve = LearningCurve<ClassificationMetrics>()
    var totals = ClassificationMetrics()
    for example in 1...3_000 {
      totals.examples = example
      totals.correct += example > 100 ? 1 : 0
      curve.note(totals)
    }
    let marks = curve.marks.map(\.examples)
    for mark in [10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 3_000] {
      #expect(marks.contains(mark), "\(mark)")
    }
    #expect(marks.count == 16 + 16 + 9)
    #expect(curve.totals(after: 200)?.accuracy == 0.5)
    #expect(curve.totals(after: 201) == nil)
    #expect(curve.latestThirds.last?.accuracy == 1)
    let shares = zip(curve.latestThirds, curve.marks).dropFirst(3).map { third, all in
      Double(third.examples) / Double(all.examples)
    }
    #expect(shares.allSatisfy { (0.28...0.4).contains($0) })
  }

  @Test func calibration() {
    var table = CalibrationTable()
    #expect(table.expectedError == nil)
    for index in 0..<10 { table.add(confidence: 0.9, isRight: index < 7) }
    for index in 0..<10 { table.add(confidence: 0.5, isRight: index < 6) }
    #expect(abs((table.expectedError ?? 0) - 0.15) < 1e-12)
    table.add(confidence: 1, isRight: true)
    table.add(confidence: 0, isRight: false)
    #expect(table.merged(0..<CalibrationTable.binCount).answers == 22)
    #expect(table.bins.last?.answers == 1)
    #expect(table.merged(13..<14).accuracy == 0.7)
  }

  @Test func worstClasses() {
    var confusion = Confusion()
    for index in 0..<20 { confusion.add(truth: "good", answer: index < 19 ? "good" : "bad") }
    for index in 0..<20 { confusion.add(truth: "bad", answer: index < 5 ? "bad" : "good") }
    for _ in 0..<20 { confusion.add(truth: "perfect", answer: "perfect") }
    confusion.add(truth: "rare", answer: "bad")
    confusion.add(truth: "mute", answer: nil)
    let worst = confusion.worst(5)
    #expect(worst.map(\.label) == ["bad", "good", "rare", "mute"])
    #expect(worst.first?.recall == 0.25)
    #expect(worst.first?.rival == "good")
    #expect(worst.first?.rivalCount == 15)
    #expect(worst.last?.rival == nil)
    #expect(confusion.worst(1).count == 1)
  }
}
