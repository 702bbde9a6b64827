import Testing

@testable import Reports

@Suite("Numbers for people")
struct NumberTextTests {
  @Test(
    "an estimate shows two digits of its uncertainty and no more of its mean",
    arguments: [
      (12.345, 1.234, "USD", "12.3 ± 1.2"), (12.345, 0.0123, "USD", "12.345 ± 0.012"),
      (12_345_678, 123_456, "USD", "12.35 ± 0.12 m"), (3.2e9, 4.5e8, "USD", "3.20 ± 0.45 bn"),
      (19_123, 311, "USD million", "19123 ± 311"), (0.1234, 0.005, "fraction", "12.34 ± 0.50"),
      (-2.5, 0.31, "count", "-2.50 ± 0.31"), (0, 0, "count", "0 ± 0"), (3, 0, "count", "3 ± 0"),
      (1.25, 1e-16, "count", "1.25 ± 0"),
      (0.0001, 0.00002, "count", "1.0e-4 ± 2.0e-5"), (0, 1.5, "count", "0.0 ± 1.5"),
      (123_456.7, 0.001, "count", "123457 ± 0"), (1e16, 1e15, "x million", "1.0e16 ± 1.0e15"),
    ] as [(Double, Double, String, String)])
  func estimates(mean: Double, half: Double, unit: String, text: String) {
    #expect(NumberText.estimate(mean, halfWidth: half, unit: unit) == text)
  }

  @Test("a number alone shows four digits, without zeros behind")
  func values() {
    #expect(NumberText.value(104_782.88, unit: "USD") == "104783")
    #expect(NumberText.value(0.65, unit: "USD") == "0.65")
    #expect(NumberText.value(3.14159, unit: "USD") == "3.142")
    #expect(NumberText.value(0.98, unit: "fraction") == "98")
    #expect(NumberText.value(-2, unit: "count") == "-2")
  }

  @Test("fixed decimals round half away from zero and never show a negative zero")
  func fixed() {
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberText.fixed(0.125, decimals: 2) == "0.13")
    #expect(NumberText.fixed(-1234.5, decimals: 0) == "-1235")
    #expect(NumberText.fixed(7, decimals: 3) == "7.000")
  }
}
