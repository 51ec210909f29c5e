/*
 * The Merkle tree of RFC 9162, 2.1. Nothing here knows a hash function or where hashes are kept:
 * both are arguments, so that the same lines serve any place where they run.
 */

/** The hash of the parts one after the other, such as SHA-256. */
export type HashOf = (...parts: readonly Uint8Array[]) => Uint8Array

/** A complete subtree: the leaves from index · 2^level up to (index + 1) · 2^level. */
export interface Subtree {
  level: number
  index: number
}

/** Where the root of a complete subtree is looked up. */
export type RootOf = (subtree: Subtree) => Uint8Array

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** The hash of a leaf over the entry's bytes (RFC 9162, 2.1.1). */
export function leafHash(hashOf: HashOf, entry: Uint8Array): Uint8Array {
  return hashOf(leafPrefix, entry)
}

/** The hash of an inner node over its two children (RFC 9162, 2.1.1). */
export function nodeHash(hashOf: HashOf, left: Uint8Array, right: Uint8Array): Uint8Array {
  return hashOf(nodePrefix, left, right)
}

/**
 * The complete subtrees whose roots, folded from the right, are the root over the leaves from
 * `begin` up to `end`; `begin` is where a subtree of the tree begins.
 */
export function completeSubtrees(begin: number, end: number): Subtree[] {
  const subtrees: Subtree[] = []
  for (let at = begin; at < end; ) {
    let level = 0
    while (2 ** (level + 1) <= end - at) level += 1
    subtrees.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return subtrees
}

/** The root over adjoining complete subtrees, the largest first; of none, that of no leaves. */
export function foldRoots(hashOf: HashOf, roots: readonly Uint8Array[]): Uint8Array {
  const last = roots.at(-1)
  if (last === undefined) return hashOf()
  return roots.slice(0, -1).reduceRight((right, left) => nodeHash(hashOf, left, right), last)
}

/** The root of the tree of so many leaves. */
export function treeRoot(hashOf: HashOf, size: number, rootOf: RootOf): Uint8Array {
  return foldRoots(hashOf, completeSubtrees(0, size).map(rootOf))
}

/** A proof as the groups of subtrees that fold into its hashes, in their order. */
export type ProofPlan = readonly Subtree[][]

/** What a proof that a leaf is in the tree of `size` leaves consists of (RFC 9162, 2.1.3.1). */
export function inclusionPlan(index: number, size: number): ProofPlan {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not among ${size}`)
  const groups: Subtree[][] = []
  let begin = 0
  let end = size
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin)
    if (index < middle) {
      groups.push(completeSubtrees(middle, end))
      end = middle
    } else {
      groups.push(completeSubtrees(begin, middle))
      begin = middle
    }
  }
  return groups.reverse()
}

/**
 * What a proof that the tree of `size` leaves begins with that of `oldSize` consists of
 * (RFC 9162, 2.1.4.1). Every tree begins with the empty one and with itself: nothing need be
 * proven.
 */
export function consistencyPlan(oldSize: number, size: number): ProofPlan {
  if (!(oldSize >= 0 && oldSize <= size))
    throw new RangeError(`${oldSize} leaves are no beginning of ${size}`)
  if (oldSize === 0 || oldSize === size) return []
  const groups: Subtree[][] = []
  let begin = 0
  let end = size
  while (oldSize !== end) {
    const middle = begin + splitOf(end - begin)
    if (oldSize <= middle) {
      groups.push(completeSubtrees(middle, end))
      end = middle
    } else {
      groups.push(completeSubtrees(begin, middle))
      begin = middle
    }
  }
  // The old tree itself is known to whoever asks.
  if (begin > 0) groups.push(completeSubtrees(begin, end))
  return groups.reverse()
}

/** The hashes of a proof, out of the roots of complete subtrees. */
export function proofOf(hashOf: HashOf, plan: ProofPlan, rootOf: RootOf): Uint8Array[] {
  return plan.map((group) => foldRoots(hashOf, group.map(rootOf)))
}

/** Whether a leaf is proven to stand in a tree (RFC 9162, 2.1.3.2). */
export function verifyInclusion(
  hashOf: HashOf,
  claim: {
    leafHash: Uint8Array
    index: number
    size: number
    proof: readonly Uint8Array[]
    root: Uint8Array
  },
): boolean {
  const { index, size, proof, root } = claim
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false
  let node = index
  let last = size - 1
  let hash = claim.leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(hashOf, sibling, hash)
      while (node % 2 === 0 && node !== 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = nodeHash(hashOf, hash, sibling)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && isSame(hash, root)
}

/** Whether a tree is proven to begin with an older one (RFC 9162, 2.1.4.2). */
export function verifyConsistency(
  hashOf: HashOf,
  claim: {
    oldSize: number
    oldRoot: Uint8Array
    size: number
    root: Uint8Array
    proof: readonly Uint8Array[]
  },
): boolean {
  const { oldSize, oldRoot, size, root } = claim
  if (!(oldSize >= 0 && oldSize <= size)) return false
  if (oldSize === 0) return claim.proof.length === 0
  if (oldSize === size) return claim.proof.length === 0 && isSame(oldRoot, root)
  const isComplete = 2 ** Math.round(Math.log2(oldSize)) === oldSize
  const [first, ...others] = isComplete ? [oldRoot, ...claim.proof] : claim.proof
  if (first === undefined) return false
  let node = oldSize - 1
  let last = size - 1
  while (node % 2 === 1) {
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  let oldHash = first
  let hash = first
  for (const sibling of others) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(hashOf, sibling, oldHash)
      hash = nodeHash(hashOf, sibling, hash)
      while (node % 2 === 0 && node !== 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = nodeHash(hashOf, hash, sibling)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && isSame(oldHash, oldRoot) && isSame(hash, root)
}

/** Whether two hashes are the same bytes. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

/** The largest power of two below a number of leaves: how many stand on the left. */
function splitOf(leaves: number): number {
  let split = 1
  while (split * 2 < leaves) split *= 2
  return split
}
