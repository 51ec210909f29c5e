import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { rolesByKind } from '../roles.ts'
import { divisionCode, id } from '../scalars.ts'
import { supplyRow } from './supply.schemas.ts'

export const listSupply = endpoint({
  name: 'catalogue.listSupply',
  summary: 'Who can deliver what and when out of the places that a unit or group is paired with',
  method: 'GET',
  path: '/api/v1/supply',
  access: [
    ...rolesByKind.unit,
    ...rolesByKind.authority,
    ...rolesByKind.group,
    ...rolesByKind.platform,
  ],
  query: z.object({
    /** A unit or group; left out, one's own. */
    organisationId: id.optional(),
    /** A county or what lies below it, in place of a unit or group. */
    divisionCode: divisionCode.optional(),
  }),
  /** What comes from the paired places first, then what there is most of; at most a hundred. */
  response: z.object({ items: z.array(supplyRow) }),
})
