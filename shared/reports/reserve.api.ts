import { z } from 'zod'
import { reserveRow, reserveShown } from '../assistance/reserve.schemas.ts'
import { endpoint } from '../endpoint.ts'
import { ofMetric } from '../figure.ts'
import { reference } from '../organisations/identity.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { unitRoles } from '../roles.ts'
import { yearInAddress } from '../scalars.ts'

export const readReserve = endpoint({
  name: 'reports.readReserve',
  summary: 'What one’s own unit filed of a year and what of its reserve was bought (§3.13)',
  method: 'GET',
  path: '/api/v1/reports/reserve/own',
  access: unitRoles,
  query: z.object({ year: yearInAddress.optional() }),
  response: reserveRow.extend({
    /** The least share that is decided for the year; null while none is. */
    leastShareBasisPoints: ofMetric('reserve_share', z.int()).nullable(),
    /** Units whose filings name this one for their canteen, with whether it names them too. */
    namedBy: z.array(reference.extend({ isShared: z.boolean() })),
    /** Whether one may file: until the year's filing is confirmed. */
    mayFile: z.boolean(),
  }),
})

export const listReserve = endpoint({
  name: 'reports.listReserve',
  summary: 'The units one supervises with what they filed of a year, by name (§3.13)',
  method: 'GET',
  path: '/api/v1/reports/reserve',
  access: ['unit_leader', 'official', 'platform_admin'],
  query: cursorQuery.extend({
    /** This year unless said. */
    year: yearInAddress.optional(),
    shown: z.enum(reserveShown).optional(),
  }),
  response: cursorPage(reserveRow).extend({
    total: ofMetric('reserve_filings', z.int()).nullable(),
    counts: z.object({
      notFiled: ofMetric('reserve_filings', z.int()),
      filed: ofMetric('reserve_filings', z.int()),
      returned: ofMetric('reserve_filings', z.int()),
      confirmed: ofMetric('reserve_filings', z.int()),
    }),
  }),
})
