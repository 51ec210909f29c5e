import { z } from 'zod'
import { place, reference } from '../organisations/identity.ts'
import { day, id, instant } from '../scalars.ts'
import { creditPart, pairingKind } from './assistance.schemas.ts'

/** What is in force only once the other side has agreed (§3.17). */
export const proposalKinds = ['membership', 'shared_credit', 'pairing'] as const
export const proposalKind = z.enum(proposalKinds)
export type ProposalKind = z.infer<typeof proposalKind>

export const proposalStates = ['proposed', 'in_force', 'declined', 'withdrawn'] as const
export const proposalState = z.enum(proposalStates)

/** A side whose consent is needed: an organisation, or who looks after a place. */
const side = z.object({
  organisation: reference.nullable(),
  place: place.nullable(),
  /** Null: still waited for. */
  agreedAt: instant.nullable(),
})

const about = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('membership'), group: reference, unit: reference }),
  z.object({
    kind: z.literal('shared_credit'),
    buyer: reference,
    parts: z.array(creditPart.extend({ unitName: z.string() })),
  }),
  z.object({
    kind: z.literal('pairing'),
    organisation: reference,
    place,
    pairingKind,
    firstSecretaryName: z.string().nullable(),
  }),
])

export const proposal = z.object({
  id,
  about,
  state: proposalState,
  /** The day wished for, or from which on it is in force: never before the last consent. */
  fromDate: day,
  toDate: day.nullable(),
  proposer: reference,
  proposedAt: instant,
  document: z.object({ name: z.string(), fileId: id }).nullable(),
  decidedAt: instant.nullable(),
  sides: z.array(side),
  mayAnswer: z.boolean(),
  mayWithdraw: z.boolean(),
})
export type Proposal = z.infer<typeof proposal>
