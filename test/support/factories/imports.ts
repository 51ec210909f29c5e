import { imports } from '../../../server/exchange/exchange.tables.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { ImportKindName } from '../../../shared/exchange/imports.schemas.ts'
import type { TestDatabase } from '../database.ts'
import { orderedAt } from './orders.ts'

/** An import of an organisation without rows, in a state in which something can be done with it. */
export async function anImport(
  database: TestDatabase,
  attributes: { actor: Actor; kind: ImportKindName; state: 'checked' | 'applied' | 'failed' },
): Promise<string> {
  const { actor, kind, state } = attributes
  const id = newId()
  await database.db.insert(imports).values({
    ...{ id, kind, state, actor, fileName: '表.xlsx', total: 1, counts: { create: 1 } },
    ...{ organisationId: actor.organisationId ?? '', requestedBy: actor.personId },
    failedIn: state === 'failed' ? 'applying' : null,
    ...{ requestedAt: orderedAt, workedAt: orderedAt, ...columnsOf[kind] },
  })
  return id
}

/** The first field of a kind's sheets, which all of them have. */
export function firstFieldOf(kind: ImportKindName): string {
  return columnsOf[kind].fields[0] ?? ''
}

const columnsOf: Record<ImportKindName, { titles: string[]; fields: string[] }> = {
  units: named(['name', 'unitType', 'place', 'address', 'contactName', 'contactPhone']),
  people: named(['name', 'phone', 'roles']),
  cooperatives: named([
    ...['name', 'creditCode', 'cooperativeType', 'legalRepresentative', 'village', 'address'],
    ...['contactName', 'contactPhone', 'licenceFrom'],
  ]),
  products: named(['name', 'category', 'village', 'pack', 'price']),
  pairings: named(['place', 'organisation', 'secretary']),
  sales_terms: named(['areas', 'freight', 'minimumOrder', 'leadTime', 'cutOff']),
  lots: named(['product', 'village', 'weight', 'harvestedOn', 'certificate']),
  bank_lines: named(['bookedOn', 'credit', 'ownAccount']),
  invoices: named(['digitalNumber', 'issuedOn', 'total', 'buyerName']),
  outside: named(['seller', 'village', 'product', 'category', 'weight', 'amount', 'purchasedOn']),
  opening: named(['year', 'village', 'weight', 'amount']),
}

function named(fields: string[]) {
  return { titles: fields, fields }
}
