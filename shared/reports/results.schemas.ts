import { z } from 'zod'
import { pairingKind } from '../assistance/assistance.schemas.ts'
import { attributionChannels } from '../attribution/credit.ts'
import { ofMetric } from '../figure.ts'
import { place, reference } from '../organisations/identity.ts'
import { day, divisionCode, id } from '../scalars.ts'
import { periodText } from './query.schemas.ts'

const amount = z.object({ cents: ofMetric('brought'), grams: ofMetric('brought') })

/** What a unit or a group brought to places: each line once, and what of it reached villagers. */
const pairingSums = amount.extend({
  directCents: ofMetric('direct'),
  helpCents: ofMetric('help_sale'),
  overlapCents: ofMetric('overlap'),
  /** With a settlement for the orders, each once. */
  households: ofMetric('households_settled', z.int()),
  householdCents: ofMetric('household_cents'),
  collectiveCents: ofMetric('collective_cents'),
})

/** A place as a whole in the period, whoever bought: for whoever supervises it (§3.17). */
const wholePlace = z
  .object({
    cents: ofMetric('recognised_cents'),
    grams: ofMetric('recognised_grams'),
    collectiveCents: ofMetric('collective_cents'),
    households: ofMetric('households_settled', z.int()),
  })
  .nullable()

export const resultsQuery = z.object({
  period: periodText,
  unitId: id.optional(),
  groupId: id.optional(),
  /** Only what the first secretary named in this pairing brought, in all of that one’s pairings. */
  pairingId: id.optional(),
  /** Only one of the places. */
  placeCode: divisionCode.optional(),
})

export const placeResult = pairingSums.extend({
  pairingId: id,
  organisation: reference,
  kind: pairingKind,
  place,
  /** The place that the pairing names, where this is its successor (§3.15). */
  succeeds: place.nullable(),
  fromDate: day,
  toDate: day.nullable(),
  /** Null where nobody is named, or it is not the viewer's business (§11.6). */
  firstSecretaryName: z.string().nullable(),
  /** The days of the pairing in the period, as a period. */
  days: periodText,
  whole: wholePlace,
})

export const resultChannels = [...attributionChannels, 'help_sale'] as const

export const pairingResults = z.object({
  organisation: reference.extend({ kind: z.enum(['unit', 'group']) }),
  firstSecretaryName: z.string().nullable(),
  period: periodText,
  state: z.enum(['future', 'running', 'over']),
  from: day,
  to: day,
  /** Of all places together: each line and household once, whatever pairings overlap (§3.8). */
  total: pairingSums,
  /** Of all places together, each once. */
  whole: wholePlace,
  items: z.array(placeResult),
  /** What most was paid for. */
  products: z.array(amount.extend({ id, name: z.string() })),
  /** By which channel the units bought, and what others bought whom they introduced (§3.7). */
  channels: z.array(amount.extend({ channel: z.enum(resultChannels) })),
  /** The first secretaries there are to choose from, each by a pairing. */
  secretaries: z.array(z.object({ pairingId: id, name: z.string(), placeName: z.string() })),
})
