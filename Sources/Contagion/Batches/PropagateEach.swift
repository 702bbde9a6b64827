import LinearAlgebra
public import Networks

/// Several shocks to one network, each propagated on its own, in parallel.
///
/// - Parameters:
///   - network: claims and balance sheets, the same for every shock.
///   - valuation: the model.
///   - referenceEquity: `E0`, one per node.
///   - alreadyDefaulted: for each shock the nodes in default whatever their equity.
///   - options: as for a single propagation.
///   - threads: how many shocks are under way at once; the results are the same bytes for any number.
/// - Returns: one result a shock, in the order of the shocks.
public func propagateEach(
  _ network: some Exposures, valuation: Valuation, referenceEquity: [Double],
  alreadyDefaulted: [[Bool]], options: ContagionOptions = .init(), threads: Int = 1
) -> [ContagionResult] {
  var results = [ContagionResult?](repeating: nil, count: alreadyDefaulted.count)
  results.withUnsafeMutableBufferPointer { results in
    forEachBlock(of: alreadyDefaulted.count, size: 1, threads: threads) { block in
      for shock in block {
        results[shock] = propagate(
          network, valuation: valuation, referenceEquity: referenceEquity,
          alreadyDefaulted: alreadyDefaulted[shock], options: options)
      }
    }
  }
  return results.compactMap { $0 }
}
