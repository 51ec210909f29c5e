import { z } from 'zod'
import { ofMetric } from '../figure.ts'
import { ledgerRow, recognisedAmount, subject } from './reports.schemas.ts'

/** So much of documents an evidence pack holds that is made at once. */
export const mostEvidenceMegabytes = 200

/** A page of the ledger, whose entries they are and what they are filtered by. */
export const ledgerPage = z.object({
  subject,
  /** The names of what the entries are filtered by. */
  names: z.object({
    product: z.string().nullable(),
    cooperative: z.string().nullable(),
    buyerUnit: z.string().nullable(),
    helperUnit: z.string().nullable(),
    /** The first secretary of the pairing, or both its sides where none is named. */
    firstSecretary: z.string().nullable(),
  }),
  items: z.array(ledgerRow),
  /** Of all entries the filter means that count, not of this page. */
  total: recognisedAmount.extend({ entries: ofMetric('ledger_entries', z.int()) }),
  nextCursor: z.string().nullable(),
})
