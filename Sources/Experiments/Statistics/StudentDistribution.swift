import Glibc

/// `P(T > t)` of Student's distribution for `t ≥ 0`: `I_x(ν/2, 1/2) / 2` at `x = ν/(ν + t²)`
/// (Abramowitz and Stegun 1964, 26.7.1).
package func studentProbability(above t: Double, degreesOfFreedom: Double) -> Double {
  precondition(t >= 0, "a negative t")
  let x = degreesOfFreedom / (degreesOfFreedom + t * t)
  return 0.5 * regularisedIncompleteBeta(x, degreesOfFreedom / 2, 0.5)
}

/// `P(T > t)` for any `t`.
package func studentUpperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
  t >= 0
    ? studentProbability(above: t, degreesOfFreedom: degreesOfFreedom)
    : 1 - studentProbability(above: -t, degreesOfFreedom: degreesOfFreedom)
}

/// The quantile of Student's distribution for `0 < p < 1`; the degrees of freedom need not be whole.
package func studentQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
  precondition(probability > 0 && probability < 1, "probability \(probability) outside (0,1)")
  precondition(degreesOfFreedom > 0, "degrees of freedom \(degreesOfFreedom)")
  guard probability >= 0.5 else {
    return -studentQuantile(1 - probability, degreesOfFreedom: degreesOfFreedom)
  }
  return rootOfDecreasing {
    studentProbability(above: $0, degreesOfFreedom: degreesOfFreedom) - (1 - probability)
  }
}

/// The root of a decreasing function on `[0, ∞)` that is not negative at 0, bisected to the last bit.
private func rootOfDecreasing(_ function: (Double) -> Double) -> Double {
  guard function(0) > 0 else { return 0 }
  var low = 0.0
  var high = 1.0
  while function(high) > 0 {
    low = high
    high *= 2
  }
  while true {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { return middle }
    if function(middle) > 0 { low = middle } else { high = middle }
  }
}

/// `I_x(a, b)` by its continued fraction (Abramowitz and Stegun 1964, 26.5.8), evaluated with the
/// method of Lentz on the side of `x = (a + 1)/(a + b + 2)` where it converges fast.
func regularisedIncompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  guard x <= (a + 1) / (a + b + 2) else { return 1 - regularisedIncompleteBeta(1 - x, b, a) }
  let front = exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x))
  let tiny = 1e-300
  var c = 1.0
  var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
  var fraction = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonzero(1 + even * d, tiny)
    c = nonzero(1 + even / c, tiny)
    fraction *= c * d
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonzero(1 + odd * d, tiny)
    c = nonzero(1 + odd / c, tiny)
    fraction *= c * d
    if abs(c * d - 1) < 1e-16 { break }
  }
  return front * fraction / a
}

private func nonzero(_ value: Double, _ least: Double) -> Double {
  abs(value) < least ? least : value
}

/// `ln Γ(x)` for `x > 0`, without the global sign variable of `lgamma`.
private func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}
