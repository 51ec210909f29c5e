import { z } from 'zod'
import { place, reference } from '../organisations/identity.ts'
import { basisPoints, day, divisionCode, id, instant } from '../scalars.ts'
import { line, text } from '../text.ts'
import { policyName, policySchemas } from './policies.ts'

export const pairingKinds = ['designated', 'east_west', 'provincial', 'volunteer'] as const
export const pairingKind = z.enum(pairingKinds)

/** A first and a last day; without a last day it goes on. */
export const period = z.object({ fromDate: day, toDate: day.nullable() })

function inOrder(dates: z.output<typeof period>, context: z.core.$RefinementCtx): void {
  if (dates.toDate === null || dates.toDate >= dates.fromDate) return
  context.addIssue({ code: 'custom', path: ['toDate'], params: { code: 'dates_out_of_order' } })
}

/** What the platform records a relation by, in place of the sides' own acts (§3.17). */
export const relationDocument = z.object({
  name: line(200, 2),
  fileId: id,
})
const document = relationDocument.nullable().default(null)

export const groupItem = z.object({
  id,
  name: z.string(),
  leadUnit: reference,
  memberCount: z.int(),
  isExample: z.boolean(),
})
export type GroupItem = z.infer<typeof groupItem>

export const groupMember = period.extend({
  membershipId: id,
  unit: reference,
  isLead: z.boolean(),
  mayEnd: z.boolean(),
})

export const groupView = z.object({
  id,
  name: z.string(),
  isExample: z.boolean(),
  leadUnit: reference,
  members: z.array(groupMember),
  mayEdit: z.boolean(),
})
export type GroupView = z.infer<typeof groupView>

export const groupBody = z.object({
  name: line(120, 2),
  divisionCode: divisionCode.nullable().default(null),
  leadUnitId: id,
  fromDate: day,
  document: relationDocument,
})

export const memberBody = z.object({ unitId: id, fromDate: day, document })

export const pairing = period.extend({
  id,
  organisation: reference,
  place,
  kind: pairingKind,
  /** Seen by those who are signed in only. */
  /** Null also where it is not the viewer's business (§11.6). */
  firstSecretaryName: z.string().nullable(),
  /** Whether what was brought to the place is the viewer's business: of both sides (§3.17). */
  mayReadResults: z.boolean(),
  mayEdit: z.boolean(),
})
export type Pairing = z.infer<typeof pairing>

export const pairingBody = period
  .extend({
    organisationId: id,
    divisionCode,
    kind: pairingKind,
    firstSecretaryName: line(80, 1).nullable().default(null),
    document,
  })
  .superRefine(inOrder)

export const publicPairing = period.extend({
  organisationName: z.string(),
  place,
  kind: pairingKind,
})

export const policyItem = z.object({
  id: z.int(),
  name: policyName,
  value: z.unknown(),
  validFrom: day,
  decidedBy: z.string(),
  createdAt: instant,
  /** The county that it holds in; null: everywhere. */
  place: place.nullable(),
})

export const policyBody = z.object({
  name: policyName,
  /** As `policySchemas` wants it for this name. */
  value: z.union(Object.values(policySchemas)),
  validFrom: day,
  /** The document or meeting that decided it. */
  decidedBy: line(200, 2),
})

export const introductionStates = ['waiting', 'confirmed', 'declined'] as const
export const introductionState = z.enum(introductionStates)

export const introduction = z.object({
  id,
  helper: reference,
  buyer: reference,
  /** Null: any cooperative. */
  cooperative: reference.nullable(),
  note: z.string(),
  recordedAt: instant,
  state: introductionState,
  answeredAt: instant.nullable(),
  validTo: day.nullable(),
  mayAnswer: z.boolean(),
  mayEnd: z.boolean(),
})
export type Introduction = z.infer<typeof introduction>

export const introductionBody = z.object({
  buyerUnitId: id,
  cooperativeId: id.nullable().default(null),
  note: text(500).default(''),
  validTo: day.nullable().default(null),
})

export const creditPart = z.object({ unitId: id, shareBasisPoints: basisPoints.min(1) })

export const sharedCredit = period.extend({
  id,
  buyer: reference,
  parts: z.array(creditPart.extend({ unitName: z.string() })),
  mayEdit: z.boolean(),
})
export type SharedCredit = z.infer<typeof sharedCredit>

export const sharedCreditBody = period
  .extend({ buyerUnitId: id, parts: z.array(creditPart).min(1).max(50), document })
  .superRefine((list, context) => {
    inOrder(list, context)
    const sum = list.parts.reduce((total, part) => total + part.shareBasisPoints, 0)
    const values = { sum: sum / 100 }
    const params = { code: 'shares_do_not_sum', values }
    if (sum !== 10_000) context.addIssue({ code: 'custom', path: ['parts'], params })
    for (const [index, { unitId }] of list.parts.entries()) {
      const first = list.parts.findIndex((part) => part.unitId === unitId)
      const path = ['parts', index, 'unitId']
      if (first < index) context.addIssue({ code: 'custom', path, params: { code: 'duplicate' } })
    }
  })
