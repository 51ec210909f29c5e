import { z } from 'zod'

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const instant = z.iso.datetime({ offset: true })

/** A proof that an entry stands in the log, to be verified offline with `verify-proof.mjs`. */
export const entryProof = z.object({
  format: z.literal('cunji-proof-1'),
  kind: z.literal('entry'),
  /** The entry's canonical text (§4.1). */
  text: z.string(),
  /** Its place in its county's chain. */
  chain: z.object({ countyCode: z.string(), number: z.int(), previousHash: hex, hash: hex }),
  /** Its text in the log, and the leaf's hash as base64. */
  leaf: z.string(),
  leafHash: z.string(),
  index: z.int(),
  /** RFC 9162, 2.1.3: hashes as base64. */
  inclusion: z.array(z.string()),
  /** The signed note, cosignatures included. */
  checkpoint: z.string(),
  /** The key that signed it, and those of the witnesses. */
  key: z.string(),
  witnessKeys: z.array(z.string()),
  /** SM3 of the entry's text and of the checkpoint's, where it is switched on. */
  sm3: z.object({ text: hex, checkpoint: hex }).nullable(),
})

export type EntryProof = z.output<typeof entryProof>

export const checkpointView = z.object({
  size: z.int(),
  publishedAt: instant,
  /** As base64, as in the checkpoint. */
  root: z.string(),
  keyId: z.string(),
})

export const logView = z.object({
  origin: z.string(),
  /** The address below which checkpoint and tiles are. */
  address: z.string(),
  /** The signed note of the newest head. */
  checkpoint: z.string(),
  /** The newest heads, the newest first. */
  checkpoints: z.array(checkpointView),
  /** Posted entries that the newest head does not hold yet. */
  waiting: z.int(),
  keys: z.array(
    z.object({
      keyId: z.string(),
      verifierKey: z.string(),
      validFrom: instant,
      retiredAt: instant.nullable(),
    }),
  ),
  witnesses: z.array(
    z.object({
      name: z.string(),
      verifierKey: z.string(),
      /** The largest head it has signed, and when. */
      size: z.int().nullable(),
      signedAt: instant.nullable(),
    }),
  ),
})
