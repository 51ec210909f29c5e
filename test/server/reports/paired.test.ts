import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { fileWords, ledgerColumns } from '../../../server/exchange/ledger-columns.ts'
import { exportLedger } from '../../../shared/exchange/exchange.api.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGroup } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale } from '../../support/factories/attribution.ts'
import { aUnit } from '../../support/factories/organisations.ts'

const { call, send, database } = await testApp()
const query = { period: '2026' }

// The village is paired with the unit that helped to sell, and not with the one that bought.
const buying = await aUnit(database, { name: '示例大学' })
const helping = await aUnit(database, { name: '示例银行' })
const group = await aGroup(database, { leadUnitId: buying.id, memberUnitIds: [helping.id] })
const credit = aCredit({
  unitId: buying.id,
  helpUnitId: helping.id,
  pairedCodes: [{ unitId: helping.id, codes: ['500237'] }],
})
await aRecognisedSale(database, { grams: 5_000, cents: 10_000, credit })

const leaderOf = (organisationId: string) => signedIn({ roles: ['unit_leader'], organisationId })
const readers = [
  ['the unit that bought', leaderOf(buying.id), false],
  ['the unit that helped', leaderOf(helping.id), true],
  ['their group', signedIn({ roles: ['group_coordinator'], organisationId: group.id }), true],
  ['the county', signedIn({ roles: ['official'], divisionCode: '500237' }), true],
] as const

test.each(readers)(
  '§3.10 to %s the total, the list, the file and the entry say the same of a village',
  async (_, as, paired) => {
    const { figures } = await call(api.readTotals, { query }, { as })
    expect(figures.paired.cents).toBe(paired ? 10_000 : 0)
    expect(figures.otherVillages.cents).toBe(paired ? 0 : 10_000)

    const { items } = await call(api.listLedger, { query }, { as })
    expect(items.map((row) => row.paired)).toEqual([paired])

    const file = await send(exportLedger, { query }, { as })
    const [titles, row] = (await readXlsx(file.rawPayload)).sheets[0]?.rows.slice(4) ?? []
    const column = ledgerColumns.findIndex(({ titles: names }) => names.en === 'Pairing')
    expect(titles?.[column]).toBe('结对情况')
    const words = fileWords['zh-CN']
    expect(row?.[column]).toBe(paired ? words.paired : words.otherVillage)

    for (const { countyCode, number } of items) {
      const { entry } = await call(api.readEntry, { params: { countyCode, number } }, { as })
      expect(entry.paired).toBe(paired)
    }
  },
)
