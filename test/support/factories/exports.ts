import { ledgerExports } from '../../../server/exchange/exchange.tables.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { TestDatabase } from '../database.ts'
import { orderedAt } from './orders.ts'

/** A ledger file that somebody asked for; its bytes are nowhere. */
export async function anExport(database: TestDatabase, { by }: { by: Actor }): Promise<string> {
  const id = newId()
  await database.db.insert(ledgerExports).values({
    ...{ id, kind: 'ledger_xlsx', state: 'waiting', actor: by, language: 'zh-CN' },
    ...{ personId: by.personId, organisationId: by.organisationId ?? '' },
    ...{ question: { period: '2026' }, fileName: '台账.xlsx', description: '台账', total: 1 },
    ...{ requestedAt: orderedAt, expiresAt: new Date('2027-01-01T00:00:00Z') },
  })
  return id
}
