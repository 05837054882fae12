import Testing
@testable import Fledgling
@Suite struct Placeholder { @Test func ok() { #expect(Learner.formatVersion == 1) } }
