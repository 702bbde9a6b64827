import Hashing
import Testing

@Suite("Merkle-sum trees")
struct MerkleSumTreeTests {
  /// A tree over labels with one amount each.
  private func tree(_ leaves: [(String, UInt64)]) -> MerkleSumTree {
    var tree = MerkleSumTree(count: leaves.count, width: 1)
    tree.commit {
      $1 += Array(leaves[$0].0.utf8)
    } amounts: {
      $1[0] = leaves[$0].1
    }
    return tree
  }

  /// A tree without sums over bytes.
  private func plain(_ leaves: [[UInt8]]) -> MerkleSumTree {
    var tree = MerkleSumTree(count: leaves.count, width: 0)
    tree.commit {
      $1 += leaves[$0]
    } amounts: { _, _ in
    }
    return tree
  }

  private let clients: [(String, UInt64)] = [
    ("alice", 100), ("bob", 250), ("carol", 75), ("dave", 500), ("erin", 25),
  ]

  /// The root for this encoding, computed apart from this code; the sum is what the five have.
  @Test("the root and the total of five clients")
  func root() {
    let tree = tree(clients)
    #expect(
      tree.root.hexadecimal
        == "9e7787a276de3ea2276d65753a1a0f8494cbbf6692c839ac8f30ef3ca2d7803d")
    #expect(tree.totals == [950])
  }

  /// The leaves of the reference implementation of Certificate Transparency (RFC 6962).
  private let references: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [
      0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
      0x6f,
    ],
  ]

  @Test("without sums it is the tree of RFC 6962, for none to eight leaves")
  func certificates() {
    let roots = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    for (count, root) in roots.enumerated() {
      #expect(plain(Array(references.prefix(count))).root.hexadecimal == root)
    }
  }

  @Test("inclusion proofs are the audit paths of RFC 6962")
  func auditPaths() {
    let tree = plain(references)
    #expect(
      tree.proof(of: 0).siblings.map(\.digest.hexadecimal) == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ])
    #expect(
      tree.proof(of: 5).siblings.map(\.digest.hexadecimal) == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ])
  }

  @Test("every leaf of a tree of any size is proved, and no other amount, label or place is")
  func proofs() {
    for count in 1...17 {
      let leaves = (0..<count).map { ("client \($0)", UInt64(10 + $0)) }
      let tree = tree(leaves)
      for (leaf, (name, amount)) in leaves.enumerated() {
        let proof = tree.proof(of: leaf)
        func holds(_ name: String, _ amount: UInt64, _ proof: InclusionProof) -> Bool {
          proof.verifies(
            label: Array(name.utf8), amounts: [amount], root: tree.root, totals: tree.totals)
        }
        #expect(holds(name, amount, proof))
        #expect(!holds(name, amount + 1, proof))
        #expect(!holds(name, 0, proof))
        #expect(!holds("nobody", amount, proof))
        if count > 1 { #expect(!holds(name, amount, tree.proof(of: (leaf + 1) % count))) }
        #expect(
          !proof.verifies(
            label: Array(name.utf8), amounts: [amount], root: tree.root,
            totals: [tree.totals[0] - 1]))
      }
    }
  }

  /// What a tree that hashes only the sum of both children lets through.
  @Test("a sibling's sum cannot be moved to the other child: both sums are bound")
  func boundSums() {
    let tree = tree(clients)
    var proof = tree.proof(of: 0)
    #expect(proof.siblings[0].sums == [250])
    proof.siblings[0].sums = [249]
    proof.siblings[1].sums[0] += 1
    #expect(
      !proof.verifies(
        label: Array("alice".utf8), amounts: [100], root: tree.root, totals: tree.totals))
  }

  @Test("sums that overflow prove nothing")
  func overflow() {
    let tree = tree(clients)
    var proof = tree.proof(of: 0)
    proof.siblings[0].sums = [.max]
    #expect(
      !proof.verifies(
        label: Array("alice".utf8), amounts: [100], root: tree.root, totals: tree.totals))
  }

  /// A leaf and its ten ancestors in a tree of 1024; all leaves and all inner nodes at first.
  @Test("a later commitment hashes only what changed, and has the root of a tree made anew")
  func incremental() {
    let count = 1024
    var amounts = (0..<count).map { UInt64($0 % 37) }
    func commit(_ tree: inout MerkleSumTree) -> Int {
      let given = amounts
      return tree.commit {
        $1.appendBigEndian(UInt64($0))
      } amounts: {
        $1[0] = given[$0]
      }
    }
    var tree = MerkleSumTree(count: count, width: 1)
    #expect(commit(&tree) == count)
    #expect(tree.hashes == 2 * count - 1)
    #expect(commit(&tree) == 0)
    #expect(tree.hashes == 2 * count - 1)
    amounts[700] += 5
    #expect(commit(&tree) == 1)
    #expect(tree.hashes == 2 * count - 1 + 11)
    amounts[3] = 0
    amounts[2] = 9
    #expect(commit(&tree) == 2)
    #expect(tree.hashes == 2 * count - 1 + 11 + 12)
    var fresh = MerkleSumTree(count: count, width: 1)
    _ = commit(&fresh)
    #expect(tree.root == fresh.root)
    #expect(tree.totals == [amounts.reduce(0, +)])
  }
}
