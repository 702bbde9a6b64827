import Randomness
import Testing

@testable import Experiments

@Suite("Points of designs")
struct DesignPointsTests {
  private func stream(_ seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: 1, tick: 0, entity: 0)
  }

  @Test("the first points of Sobol's sequence are the published ones")
  func sobolPoints() {
    // scipy.stats.qmc.Sobol(d=8, scramble=False), which reads the same table of directions.
    let expected: [[Double]] = [
      [0, 0, 0, 0, 0, 0, 0, 0], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25, 0.25, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375, 0.125, 0.375, 0.875],
      [0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375],
      [0.625, 0.125, 0.875, 0.625, 0.625, 0.875, 0.125, 0.125],
      [0.125, 0.625, 0.375, 0.125, 0.125, 0.375, 0.625, 0.625],
    ]
    let sequence = SobolSequence(dimensions: 8)
    #expect((0..<8).map(sequence.point) == expected)
  }

  @Test("a late point of Sobol's sequence in 100 dimensions is the published one")
  func latePoint() {
    // The same generator at place 1000, dimensions 1, 2, 50, 77 and 100.
    let point = SobolSequence(dimensions: 100).point(at: 1000)
    #expect(
      [0, 1, 49, 76, 99].map { point[$0] } == [
        0.2197265625, 0.0966796875, 0.4794921875, 0.5302734375, 0.1865234375,
      ])
  }

  @Test("a power of two of points has one in each stratum of every dimension, shifted or not")
  func balanced() {
    for sequence in [
      SobolSequence(dimensions: 20), SobolSequence(dimensions: 20, shiftedBy: stream(3)),
    ] {
      let points = (0..<64).map(sequence.point)
      for dimension in 0..<20 {
        #expect(Set(points.map { Int($0[dimension] * 64) }).count == 64)
      }
    }
  }

  @Test("a Latin hypercube has one point in each stratum of every dimension")
  func latin() {
    let sample = latinHypercube(points: 37, dimensions: 5, stream: stream(1))
    for dimension in 0..<5 {
      #expect(Set(sample.map { Int($0[dimension] * 37) }).count == 37)
    }
    #expect(sample == latinHypercube(points: 37, dimensions: 5, stream: stream(1)))
    #expect(sample != latinHypercube(points: 37, dimensions: 5, stream: stream(2)))
  }

  @Test("a trajectory moves each factor once, between levels of the grid")
  func trajectories() {
    let design = MorrisTrajectories(trajectories: 50, factors: 6, levels: 4, stream: stream(1))
    for (path, steps) in zip(design.points, design.steps) {
      #expect(steps.map(\.factor).sorted() == Array(0..<6))
      #expect(path.joined().allSatisfy { [0, 1.0 / 3, 2.0 / 3, 1].contains($0) })
      for (place, step) in steps.enumerated() {
        for factor in 0..<6 {
          let change = path[place + 1][factor] - path[place][factor]
          // Two levels of three: 2/3 but for the rounding of thirds.
          #expect(abs(change - (factor == step.factor ? step.change : 0)) < 1e-15)
        }
      }
    }
    let starts = design.points.map { $0[0] }
    #expect(Set(starts).count > 40)
  }

  @Test("the scheme of Saltelli takes one factor after the other from the second sample")
  func saltelli() {
    let design = SaltelliDesign(base: 8, factors: 3, stream: stream(1))
    #expect(design.count == 40)
    for row in 0..<8 {
      let points = (0..<5).map { design.point(at: row * 5 + $0) }
      for factor in 0..<3 {
        var expected = points[0]
        expected[factor] = points[4][factor]
        #expect(points[1 + factor] == expected)
      }
    }
  }
}
