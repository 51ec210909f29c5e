import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../server/transparency/hashing.ts'
import {
  completeSubtrees,
  consistencyPlan,
  foldRoots,
  inclusionPlan,
  leafHash,
  nodeHash,
  proofOf,
  type Subtree,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../../shared/transparency/merkle.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const flipped = (bytes: Uint8Array) =>
  Uint8Array.from(bytes, (byte, at) => (at === 7 ? byte ^ 1 : byte))

/** The definitions of RFC 9162, 2.1, word by word. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves
  if (first === undefined) return sha256()
  if (leaves.length === 1) return first
  const split = naiveSplit(leaves.length)
  return nodeHash(sha256, naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)))
}

const naiveSplit = (count: number) => 2 ** Math.ceil(Math.log2(count) - 1)

function naivePath(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return []
  const split = naiveSplit(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return index < split
    ? [...naivePath(index, left), naiveRoot(right)]
    : [...naivePath(index - split, right), naiveRoot(left)]
}

function naiveSubproof(old: number, leaves: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (old === leaves.length) return whole ? [] : [naiveRoot(leaves)]
  const split = naiveSplit(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return old <= split
    ? [...naiveSubproof(old, left, whole), naiveRoot(right)]
    : [...naiveSubproof(old - split, right, false), naiveRoot(left)]
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => leafHash(sha256, Buffer.from(`entry ${at}`)))
const all = leavesOf(600)
const rootOf = ({ level, index }: Subtree) =>
  naiveRoot(all.slice(index * 2 ** level, (index + 1) * 2 ** level))
const rootAt = (size: number) => treeRoot(sha256, size, rootOf)
const sizes = fc.integer({ min: 1, max: all.length })

describe('§4.5 known vectors of RFC 6962 and 9162', () => {
  // The entries of the tests of Certificate Transparency, and their roots by size.
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ].map((text) => leafHash(sha256, Buffer.from(text, 'hex')))
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]

  test.each(roots.map((root, size) => [size, root]))('the root over %i entries', (size, root) => {
    const rootOfEntries = ({ level, index }: Subtree) =>
      naiveRoot(entries.slice(index * 2 ** level, (index + 1) * 2 ** level))
    expect(hex(treeRoot(sha256, size, rootOfEntries))).toBe(root)
  })
})

describe('§4.5 the tree is that of the definitions', () => {
  test('its root', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        expect(hex(rootAt(size))).toBe(hex(naiveRoot(all.slice(0, size))))
      }),
      { numRuns: 40 },
    )
  })

  test('a proof of inclusion, which nothing else passes for', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, place, other) => {
        const index = place % size
        const proof = proofOf(sha256, inclusionPlan(index, size), rootOf)
        expect(proof.map(hex)).toEqual(naivePath(index, all.slice(0, size)).map(hex))
        const claim = { leafHash: all[index] ?? sha256(), index, size, proof, root: rootAt(size) }
        expect(verifyInclusion(sha256, claim)).toBe(true)
        const wrong = other % size
        if (wrong !== index) expect(verifyInclusion(sha256, { ...claim, index: wrong })).toBe(false)
        expect(verifyInclusion(sha256, { ...claim, leafHash: sha256() })).toBe(false)
        expect(verifyInclusion(sha256, { ...claim, root: flipped(claim.root) })).toBe(false)
        expect(verifyInclusion(sha256, { ...claim, proof: [...proof, sha256()] })).toBe(false)
        for (const at of proof.keys()) {
          const changed = proof.map((hash, place) => (place === at ? flipped(hash) : hash))
          expect(verifyInclusion(sha256, { ...claim, proof: changed })).toBe(false)
        }
        if (proof.length > 0)
          expect(verifyInclusion(sha256, { ...claim, proof: proof.slice(1) })).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test('a proof of consistency of any two sizes, which nothing else passes for', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, part) => {
        const oldSize = 1 + (part % size)
        const proof = proofOf(sha256, consistencyPlan(oldSize, size), rootOf)
        expect(proof.map(hex)).toEqual(naiveSubproof(oldSize, all.slice(0, size), true).map(hex))
        const claim = { oldSize, oldRoot: rootAt(oldSize), size, root: rootAt(size), proof }
        expect(verifyConsistency(sha256, claim)).toBe(true)
        expect(verifyConsistency(sha256, { ...claim, root: flipped(claim.root) })).toBe(false)
        expect(verifyConsistency(sha256, { ...claim, oldRoot: flipped(claim.oldRoot) })).toBe(false)
        expect(verifyConsistency(sha256, { ...claim, proof: [...proof, sha256()] })).toBe(false)
        for (const at of proof.keys()) {
          const changed = proof.map((hash, place) => (place === at ? flipped(hash) : hash))
          expect(verifyConsistency(sha256, { ...claim, proof: changed })).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('every tree begins with the empty one, and none with a larger one', () => {
    expect(consistencyPlan(0, 9)).toEqual([])
    const claim = { oldSize: 0, oldRoot: sha256(), size: 9, root: rootAt(9), proof: [] }
    expect(verifyConsistency(sha256, claim)).toBe(true)
    expect(verifyConsistency(sha256, { ...claim, proof: [sha256()] })).toBe(false)
    expect(() => consistencyPlan(10, 9)).toThrow(RangeError)
    expect(() => inclusionPlan(9, 9)).toThrow(RangeError)
  })
})

test('§4.5 sizes beyond 32 bits are counted exactly', () => {
  const size = 2 ** 45 + 3
  expect(completeSubtrees(0, size)).toEqual([
    { level: 45, index: 0 },
    { level: 1, index: 2 ** 44 },
    { level: 0, index: 2 ** 45 + 2 },
  ])
  const root = (at: Subtree) => leafHash(sha256, Buffer.from(`${at.level} ${at.index}`))
  const index = 2 ** 45 + 1
  const leaves = [0, 1].map((at) => root({ level: 0, index: 2 ** 45 + at }))
  // The pair of leaves is hashed as the tree hashes it.
  const rootWith = (at: Subtree) => (at.level === 1 ? foldRoots(sha256, leaves) : root(at))
  const claim = {
    leafHash: root({ level: 0, index }),
    index,
    size,
    proof: proofOf(sha256, inclusionPlan(index, size), rootWith),
    root: treeRoot(sha256, size, rootWith),
  }
  expect(verifyInclusion(sha256, claim)).toBe(true)
  expect(verifyInclusion(sha256, { ...claim, index: index - 1 })).toBe(false)
})
