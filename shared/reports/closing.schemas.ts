import { z } from 'zod'
import { ofMetric } from '../figure.ts'
import { day, id, instant, month } from '../scalars.ts'
import { entryProof } from '../transparency/transparency.schemas.ts'
import { benefit } from './benefit.schemas.ts'
import { amount, ledgerRow, recognisedFigures, recognisedRow } from './reports.schemas.ts'

export const countyCode = z
  .string()
  .max(6)
  .regex(/^\d{6}$/)

/** A month of a county's ledger: 统计期. */
export const monthKey = z.object({ countyCode, month })

const county = z.object({ code: countyCode, name: z.string() })

/** What a month must wait for: it cannot be closed before (§4.2). */
export const blockerKinds = ['month_not_over', 'earlier_month_open', 'ledger_not_verified'] as const
export type BlockerKind = (typeof blockerKinds)[number]

/** What is still open in a county; a month may be closed nevertheless. */
export const matterKinds = [
  'receiptCorrections',
  'surpluses',
  'returns',
  'creditCorrections',
  'notInvoiced',
  'payments',
  'paymentMoves',
  'refunds',
  'waivers',
  'settlements',
  'outside',
] as const

export const matter = z.object({
  kind: z.enum(matterKinds),
  number: ofMetric('open_matters', z.int()),
  /** The first of them: orders, or of money the invoices. */
  items: z.array(z.object({ id, label: z.string() })),
})

const countedEntries = amount.extend({ entries: z.int() })
const named = z.object({ personId: id, name: z.string(), at: instant })

const statementUnit = z.object({
  id,
  name: z.string(),
  direct: ofMetric('direct', amount),
  helpSale: ofMetric('help_sale', amount),
  overlap: ofMetric('overlap', amount),
  distinct: ofMetric('distinct', amount),
})

export const statementFigures = z.object({
  figures: recognisedFigures,
  /** What of the figures adjusts earlier periods (上期调整). */
  adjustments: ofMetric('adjustments', countedEntries),
  villages: z.array(recognisedRow.extend({ code: z.string(), name: z.string() })),
  units: z.array(statementUnit),
})

/** What is frozen of a closed month (§4.2), in the order of nothing: its text is canonical JSON. */
export const statementDocument = statementFigures.extend({
  format: z.literal('cunji-statement-1'),
  county,
  month,
  from: day,
  to: day,
  benefit: benefit.pick({ households: true, householdCents: true, collectiveCents: true }),
  /** The entries of the month; `sha256` is made over their hashes, one after the other. */
  entries: z.object({
    count: ofMetric('ledger_entries', z.int()),
    firstNumber: z.int().nullable(),
    lastNumber: z.int().nullable(),
    sha256: z.string(),
  }),
  /** The end of the county's chain when the month was closed. */
  chain: z.object({ lastNumber: z.int(), lastHash: z.string() }),
  /** Of the month's last entry in the transparency log, where a published head held it. */
  proof: entryProof.nullable(),
  previous: z.object({ month, sha256: z.string() }).nullable(),
  ruleVersions: z.array(z.string()),
  metricVersions: z.record(z.string(), z.int()),
  openMatters: z.array(matter.pick({ kind: true, number: true })),
  remark: z.string(),
  prepared: named,
  closed: named,
})
export type StatementDocument = z.output<typeof statementDocument>

export const periodStates = ['open', 'prepared', 'closed'] as const

export const monthRow = z.object({
  month,
  state: z.enum(periodStates),
  isOver: z.boolean(),
  cents: ofMetric('distinct'),
  entries: ofMetric('ledger_entries', z.int()),
  preparedBy: z.string().nullable(),
  preparedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  sha256: z.string().nullable(),
})

export const monthList = z.object({
  county: county.nullable(),
  /** Where no county is asked for: those of one's area that have a ledger. */
  counties: z.array(county),
  items: z.array(monthRow),
})

const closing = z.object({
  id,
  state: z.enum(['prepared', 'returned', 'withdrawn', 'closed']),
  remark: z.string(),
  preparedBy: z.string(),
  preparedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  reason: z.string(),
})

export const monthPage = statementFigures.pick({ figures: true, adjustments: true }).extend({
  county,
  month,
  from: day,
  to: day,
  state: z.enum(periodStates),
  benefit: statementDocument.shape.benefit,
  blockers: z.array(z.object({ kind: z.enum(blockerKinds), month: month.nullable() })),
  matters: z.array(matter),
  /** The newest first. */
  closings: z.array(closing),
  /** What this person may do now. */
  may: z.object({
    prepare: z.boolean(),
    close: z.boolean(),
    return: z.boolean(),
    withdraw: z.boolean(),
  }),
})

export const statementView = z.object({ document: statementDocument, sha256: z.string() })

/** What everybody may know of a statement whose paper they hold: no unit and no person. */
export const publicStatement = z.object({
  county,
  month,
  from: day,
  to: day,
  closedAt: instant,
  sha256: z.string(),
  distinct: recognisedFigures.shape.distinct,
  entries: ofMetric('ledger_entries', z.int()),
})

/** Entries that were posted after a statement and concern its months, with their sums (§4.2). */
export const changesPage = z.object({
  county,
  month,
  closedAt: instant,
  sha256: z.string(),
  /** Every statement of the county, the newest first. */
  statements: z.array(month),
  total: ofMetric('changed_since', countedEntries),
  villages: z.array(
    ofMetric('changed_since', countedEntries.extend({ code: z.string(), name: z.string() })),
  ),
  units: z.array(ofMetric('changed_since', countedEntries.extend({ id, name: z.string() }))),
  items: z.array(ledgerRow),
  nextCursor: z.string().nullable(),
})
