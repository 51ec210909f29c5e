import { genesisHash, hashEntry } from '../server/attribution/ledger-chain.ts'
import type { Client } from '../server/platform/db/driver.ts'
import { type HashedEntry, ruleVersion } from '../shared/attribution/ledger-hash.ts'
import { idOf } from './ids.ts'

const batchSize = 5_000

/**
 * A county's chain of so many entries, each with its right hash. Neither orders nor sums stand
 * beside them, so a verification ends after it has recomputed the chain.
 */
export async function seedChain(
  sql: Client,
  { countyCode, entries }: { countyCode: string; entries: number },
): Promise<void> {
  let hash = genesisHash(countyCode)
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    for (let first = 1; first <= entries; first += batchSize) {
      const rows = []
      for (let number = first; number < Math.min(first + batchSize, entries + 1); number += 1) {
        const entry = entryOf(countyCode, number)
        const previousHash = hash
        hash = hashEntry(entry, previousHash)
        rows.push({ ...inColumns(entry), previous_hash: previousHash, hash })
      }
      const columns = Object.keys(rows[0] ?? {}).join(', ')
      await tx.unsafe(
        `insert into attribution.ledger_entries (${columns}) select ${columns}
          from jsonb_populate_recordset(null::attribution.ledger_entries, $1::jsonb)`,
        [rows],
      )
    }
    await tx`insert into attribution.ledger_heads (county_code, last_number, last_hash)
      values (${countyCode}, ${entries}, ${hash})`
  })
}

function entryOf(countyCode: string, number: number): HashedEntry {
  return {
    countyCode,
    number,
    month: '2026-01',
    recognisedOn: '2026-01-10',
    orderedOn: '2026-01-01',
    villageCode: '500101100200',
    orderLineId: idOf('orderLine', number),
    purchaseOrderId: idOf('purchaseOrder', number),
    cooperativeId: idOf('cooperative', 1),
    productId: idOf('product', 1),
    category: 'vegetables',
    channel: 'canteen',
    directUnitId: idOf('unit', 1),
    helpUnitId: null,
    directPaired: false,
    helpPaired: false,
    eligible: true,
    grade: 'A',
    grams: 1_000,
    cents: 1_000,
    causeType: 'payment',
    causeId: idOf('orderLine', number),
    causeLineId: idOf('orderLine', number),
    correctsNumber: null,
    actorId: idOf('person', 1),
    ruleVersion,
    postedAt: new Date('2026-01-10T00:00:00Z'),
  }
}

/** The columns of the ledger bear the names of the entry's fields, in snake case. */
function inColumns(entry: HashedEntry): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
}
