import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** The acts by which a month is prepared, returned and closed (§4.2). */
export function closingActs({ closing, official }: BusyWorld): Acts {
  const { closingId, prepared, open } = closing
  const of = (divisionCode: string) => ({ ...official, divisionCode })
  const decide = { as: of(prepared.countyCode), params: prepared }
  return {
    'reports.prepareClosing': { as: of(open.countyCode), params: open, body: { remark: '' } },
    'reports.returnClosing': { ...decide, body: { closingId, reason: '少一张退货单' } },
    'reports.closeMonth': { ...decide, body: { closingId } },
  }
}
