import Glibc
import Testing

@testable import Experiments

@Suite("Student's distribution")
struct StudentDistributionTests {
  /// The continued fraction is summed to 1e-16 and the logarithms of the gamma function lose a few bits.
  private let tolerance = 1e-11

  @Test(
    "quantiles agree with published ones",
    arguments: [
      // scipy.stats.t.ppf 1.17; the table of Student's t in any textbook rounds them.
      (0.975, 1.0, 12.706204736174694), (0.975, 2, 4.302652729749462),
      (0.975, 4, 2.7764451051977934), (0.975, 9, 2.262157162798205),
      (0.975, 19, 2.0930240544083087), (0.975, 120, 1.9799304050824402),
      (0.975, 1000, 1.9623390808264083), (0.975, 2.5, 3.5746548420036817),
      (0.95, 30, 1.697260886593957), (0.995, 3, 5.840909309733355),
      (0.9995, 1, 636.6192487687897), (0.9995, 30, 3.6459586350420627),
      (0.75, 19, 0.6876214602039602),
    ] as [(Double, Double, Double)])
  func publishedQuantiles(probability: Double, freedom: Double, value: Double) {
    let found = studentQuantile(probability, degreesOfFreedom: freedom)
    #expect(abs(found - value) <= tolerance * value)
    #expect(studentQuantile(1 - probability, degreesOfFreedom: freedom) < 0)
  }

  @Test("one and two degrees of freedom have closed forms")
  func closedForms() {
    for probability in [0.51, 0.6, 0.8, 0.99, 0.999] {
      let cauchy = tan(.pi * (probability - 0.5))
      let alpha = 4 * probability * (1 - probability)
      let two = 2 * (probability - 0.5) * (2 / alpha).squareRoot()
      #expect(abs(studentQuantile(probability, degreesOfFreedom: 1) / cauchy - 1) <= tolerance)
      #expect(abs(studentQuantile(probability, degreesOfFreedom: 2) / two - 1) <= tolerance)
    }
    #expect(studentQuantile(0.5, degreesOfFreedom: 7) == 0)
  }

  @Test("the incomplete beta function of whole parameters is a binomial tail")
  func incompleteBeta() {
    // I_x(2, 3) = Σ_{j=2}^{4} C(4,j) x^j (1−x)^{4−j}
    for x in [0.05, 0.3, 0.5, 0.9] {
      let y = 1 - x
      let tail = 6 * x * x * y * y + 4 * x * x * x * y + x * x * x * x
      #expect(abs(regularisedIncompleteBeta(x, 2, 3) - tail) <= tolerance)
    }
    #expect(regularisedIncompleteBeta(0, 2, 3) == 0)
    #expect(regularisedIncompleteBeta(1, 2, 3) == 1)
  }
}
