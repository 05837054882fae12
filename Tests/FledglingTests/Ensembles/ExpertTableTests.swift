import Testing

@testable import Fledgling

/// What the tables of experts say hangs together.
struct ExpertTableTests {
  @Test func classExperts() {
    let all = ClassExpert.allCases
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(all.map(\.rawValue) == Array(all.indices))
    let overColumns = ClassExpert.overColumns
    #expect(overColumns == Array(overColumns.indices), "those over rich fields come last")
    #expect(Set(ClassExpert.quick).isDisjoint(with: ClassExpert.slow))
    #expect(Set(ClassExpert.quick).isDisjoint(with: ClassExpert.ofTrees), "trees are slow")
    #expect(ClassExpert.ofTrees == [8, 13, 15])
    let views = PayloadFeatureExtractor.View.allCases.map { ClassExpert.ridge(over: $0) }
    #expect(Set(views).count == views.count)
  }

  @Test func numberExperts() {
    let all = NumberExpert.allCases
    #expect(Set(all.map(\.name) + NumberExpert.logarithmNames).count == all.count + 9)
    #expect(all.map(\.rawValue) == Array(all.indices))
    #expect(NumberExpert.ofTrees == [10, 19, 20])
    #expect(NumberExpert.straight.count == NumberExpert.logarithmNames.count)
    #expect(NumberExpert.logarithmsOfTrees == [7, 8])
  }
}
