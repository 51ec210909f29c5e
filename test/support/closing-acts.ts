import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** The acts of reports: reminding units, and the close of a month (§4.2). */
export function closingActs({ closing, official, unit, coordinator }: BusyWorld): Acts {
  const { closingId, prepared, open } = closing
  const of = (divisionCode: string) => ({ ...official, divisionCode })
  const decide = { as: of(prepared.countyCode), params: prepared }
  return {
    'reports.remindUnits': [
      { about: 'a member', as: coordinator, body: { unitIds: [unit.id] } },
      { about: 'a helper', as: official, body: { unitIds: [unit.id] } },
    ],
    'reports.prepareClosing': { as: of(open.countyCode), params: open, body: { remark: '' } },
    'reports.returnClosing': { ...decide, body: { closingId, reason: '少一张退货单' } },
    'reports.closeMonth': { ...decide, body: { closingId } },
  }
}
