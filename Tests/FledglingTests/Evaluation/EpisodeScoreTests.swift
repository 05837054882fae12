import Foundation
import Testing

@testable import Fledgling

struct EpisodeScoreTests {
  private func forecast(
    _ step: Int, _ prediction: Prediction, risk: Double? = nil, alarm: Int? = nil
  ) -> Forecast {
    Forecast(
      step: step, prediction: prediction, median: nil, risk: risk, stepsLeft: nil, change: 0,
      alarm: alarm.map { Alarm(step: $0, risk: 1, pValue: 0.01, saving: 0, causes: []) },
      loop: nil)
  }

  private func answer(_ lost: Float) -> Prediction {
    .label(
      LabelPrediction(
        labels: ["lost", "won"], probabilities: [lost, 1 - lost], threshold: 0.1))
  }

  @Test func classes() throws {
    var score = EpisodeScore(goal: MonitorGoal())
    #expect(score.overall.coverage == nil)
    let shares: [Float] = [0.5, 0.6, 0.7, 0.8, 0.9]
    let lost = shares.enumerated().map { forecast($0 + 1, answer($1)) }
    score.add(lost, at: [1, 2, 3, 4, 5], outcome: .label("lost"))
    let won = shares.enumerated().map { forecast($0 + 1, answer(0.55 - $1 / 2)) }
    score.add(won, at: [1, 2, 3, 4, 5], outcome: .label("won"))
    #expect(score.episodes == 2)
    #expect(score.points.map(\.count) == [2, 2, 2, 2, 2])
    // The third of five steps is the half.
    let half = (2 * 0.3 * 0.3 + 2 * 0.2 * 0.2) / 2
    #expect(abs((score.points[2].classes.brier ?? 0) - half) < 1e-6)
    let loss = -(Foundation.log(0.7) + Foundation.log(0.8)) / 2
    #expect(abs((score.points[2].classes.logLoss ?? 0) - loss) < 1e-6)
    #expect(score.overall.count == 8)
    #expect(score.prefixes.map(\.count) == [2, 2, 2, 2, 0, 0])
    #expect(score.isBinary)
    #expect(score.area(of: score.points[2]) == 1)
    #expect(score.overall.riskArea == nil)
    #expect(score.overall.coverage == 1)
    #expect(score.overall.numbers.meanAbsoluteError == nil)
    #expect(score.alarms == AlarmScore())
  }

  @Test func areas() {
    var score = EpisodeScore(goal: MonitorGoal(bad: .labels(["lost"])))
    for (risk, label) in [(0.9, "lost"), (0.4, "lost"), (0.4, "won"), (0.1, "won")] {
      score.add([forecast(1, answer(0.5), risk: risk)], at: [0], outcome: .label(label))
    }
    // Of four pairs one is a tie.
    #expect(score.area(of: score.points[0]) == 3.5 / 4)
    #expect(score.area(of: score.overall) == nil)
  }

  @Test func amounts() throws {
    func said(_ step: Int, _ value: Double) -> Forecast {
      forecast(step, .number(NumberPrediction(value: value, lower: value - 1, upper: value + 1)))
    }
    var steps = EpisodeScore(goal: MonitorGoal(.remainingSteps, cap: 2))
    steps.add((1...4).map { said($0, 4) }, at: [0, 10, 11, 15])
    // 2, 2 and 1 were left, and nothing in the end.
    #expect(steps.overall.numbers.meanAbsoluteError == 7.0 / 3)
    #expect(steps.points[2].numbers.meanAbsoluteError == 2)
    #expect(steps.overall.coverage == 0)
    var time = EpisodeScore(goal: MonitorGoal(.remainingTime, bad: .above(12)))
    time.add((1...4).map { said($0, 4) }, at: [0, 10, 11, 15])
    #expect(time.overall.numbers.meanAbsoluteError == 12.0 / 3)
    #expect(time.overall.coverage == 2.0 / 3)
    #expect(time.alarms.bad == 1)
    #expect(
      EpisodeScore.truths(MonitorGoal(.remainingTime), at: [1, 3, 7], outcome: nil)
        == [.number(6), .number(4), .number(0)])
    #expect(EpisodeScore.truths(MonitorGoal(), at: [1, 3], outcome: nil).isEmpty)
  }

  @Test func manySteps() {
    var score = EpisodeScore(goal: MonitorGoal())
    score.add(
      (1...9).map { forecast($0, .unknown) }, at: (1...9).map(Double.init),
      outcome: .label("lost"))
    #expect(score.prefixes.map(\.count) == [1, 1, 1, 1, 1, 3])
    #expect(score.overall.classes.accuracy == 0)
    score.add([], at: [], outcome: .label("lost"))
    #expect(score.episodes == 1)
  }

  @Test func alarms() {
    var score = EpisodeScore(goal: MonitorGoal(bad: .labels(["lost"])))
    func add(_ alarm: Int?, _ label: String) {
      let forecasts = (1...4).map { step in
        forecast(step, answer(0.5), alarm: alarm.flatMap { $0 <= step ? $0 : nil })
      }
      score.add(forecasts, at: [1, 2, 3, 4], outcome: .label(label))
    }
    #expect(score.alarms.falseAlarmRate == nil)
    for (alarm, label) in [
      (1, "lost"), (3, "lost"), (nil, "lost"), (2, "won"), (nil, "won"), (nil, "won"),
    ] { add(alarm, label) }
    #expect(score.alarms.good == 3)
    #expect(score.alarms.bad == 3)
    #expect(score.alarms.falseAlarmRate == 1.0 / 3)
    #expect(score.alarms.caught == 2.0 / 3)
    #expect(score.alarms.medianLead == 0.5)
  }
}
