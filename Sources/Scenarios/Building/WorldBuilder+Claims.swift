internal import Formats
internal import LinearAlgebra
internal import Networks
internal import Randomness
internal import Simulation

extension WorldBuilder {
  /// Claims as stated, then those of each network in order.
  func claims(institutions: [InstitutionSpecification]) -> [ClaimSpecification] {
    var claims = source.claims.map { located in
      ClaimSpecification(
        creditor: roster.institution(located.value.creditor),
        debtor: roster.institution(located.value.debtor), amount: located.value.amount,
        layer: located.value.layer.layer)
    }
    for network in document.claimNetworks {
      let (members, matrix) = matrix(of: network, institutions)
      for i in members.indices {
        for k in members.indices where matrix[i, k] > 0 {
          claims.append(
            ClaimSpecification(
              creditor: members[i], debtor: members[k], amount: matrix[i, k],
              layer: network.layer.layer))
        }
      }
    }
    return claims
  }

  private func matrix(
    of network: ClaimNetworkEntry, _ institutions: [InstitutionSpecification]
  ) -> ([Int], Matrix) {
    if case .maximumEntropy(let totals) = network.method {
      let reconstruction = reconstruct(totals)
      return (reconstruction.members, reconstruction.claims)
    }
    guard let generated = network.generated else {
      preconditionFailure("the network \(network.id) is neither generated nor reconstructed")
    }
    let members = memberOrder(network, generated)
    let topology = topology(network, members, institutions)
    var stream = draws.stream("network \(network.id) links")
    let links = topology.links(count: members.count, stream: &stream)
    return (members, weighted(links, generated, network.id))
  }

  /// Members in order; those of a core come first.
  private func memberOrder(
    _ network: ClaimNetworkEntry, _ generated: ClaimNetworkEntry.Generated
  ) -> [Int] {
    let members = roster.members(generated.members)
    guard case .corePeriphery(let entry) = network.method else { return members }
    let core = roster.members(entry.core)
    return core + members.filter { !core.contains($0) }
  }

  private func topology(
    _ network: ClaimNetworkEntry, _ members: [Int], _ institutions: [InstitutionSpecification]
  ) -> NetworkTopology {
    switch network.method {
    case .ring: .ring
    case .complete, .maximumEntropy: .complete
    case .erdosRenyi(let entry):
      .erdosRenyi(probability: min(1, entry.meanDegree / Double(max(1, members.count - 1))))
    case .corePeriphery(let entry):
      .corePeriphery(
        core: roster.members(entry.core).count, coreProbability: entry.coreProbability,
        cross: entry.crossProbability, periphery: entry.peripheryProbability)
    case .blocks(let entry):
      .blocks(
        groups: members.map { institutions[$0].home }, within: entry.within,
        between: entry.between)
    }
  }

  /// Drawn sizes on links, scaled to the total; a network without a link has no claims.
  private func weighted(
    _ links: Matrix, _ generated: ClaimNetworkEntry.Generated, _ id: String
  ) -> Matrix {
    var claims = links
    var sum = 0.0
    let count = links.rows
    for i in 0..<count {
      for k in 0..<count where links[i, k] > 0 {
        claims[i, k] = draws.value(
          generated.weight, "network \(id) weight", member: i * count + k)
        sum += claims[i, k]
      }
    }
    guard sum > 0 else { return claims }
    for i in 0..<count {
      for k in 0..<count { claims[i, k] *= generated.total / sum }
    }
    return claims
  }

  /// Claims from totals, and how well they meet them.
  func reconstruct(
    _ totals: ClaimNetworkEntry.Totals
  ) -> (members: [Int], claims: Matrix, isMet: Bool) {
    let names = totals.assets.keys + totals.liabilities.keys
    let members = Set(names.map(roster.institution)).sorted()
    let ids = members.map { roster.seats[$0].id }
    let reconstruction = try? maximumEntropyClaims(
      rowTotals: ids.map { totals.assets[$0] ?? 0 },
      columnTotals: ids.map { totals.liabilities[$0] ?? 0 }, maximumIterations: 10_000)
    guard let reconstruction else {
      return (members, Matrix(rows: members.count, columns: members.count), false)
    }
    return (members, reconstruction.claims, reconstruction.status == .converged)
  }
}
