import type { showSlip as showEndpoint } from '../../../shared/billing/slips.api.ts'
import type { Reply } from '../../../shared/endpoint.ts'
import { AppError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { organisationNames } from '../../organisations/index.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { divisionsByCodes } from '../../villages/index.ts'
import { type SettlementDetails, selectSettlements } from '../settlements.queries.ts'
import {
  goodsOfOrders,
  type Household,
  householdByCode,
  keyOf,
  mostLines,
  selectIdsOfHousehold,
  yearSums,
} from './slips.queries.ts'

type View = Reply<typeof showEndpoint>

/** What a household was paid, by the code of its slip (§3.14). Throws `not_found`. */
export async function showSlip(
  reader: Reader,
  { code, now }: { code: string; now: Date },
): Promise<View> {
  const household = await householdOfSlip(reader, code)
  if (household === undefined) throw new AppError('not_found')
  const ids = await selectIdsOfHousehold(reader, household, mostLines)
  const year = Number(dayOf(now).slice(0, 4))
  const { cooperativeId } = household
  const [shown] = await readHouseholds(reader, { cooperativeId, ids, year })
  return shown?.view ?? unpaidView(reader, household, year)
}

/** A household with points may hold a slip before it is first paid (§7.7). */
async function unpaidView(reader: Reader, household: Household, year: number): Promise<View> {
  const { cooperativeId, villageCode, householdKey } = household
  const cooperatives = await organisationNames(reader, [cooperativeId])
  const villages = await divisionsByCodes(reader, [villageCode])
  return {
    cooperativeName: cooperatives.get(cooperativeId) ?? '',
    villageName: villages.get(villageCode)?.pathName ?? '',
    ...{ householdNumber: householdKey, recipientName: '', lines: [], year, yearCents: 0 },
  }
}

/** The household whose slip bears a code, as it is typed or pasted; none where it was withdrawn. */
export function householdOfSlip(reader: Reader, code: string): Promise<Household | undefined> {
  return householdByCode(reader, plainCode(code))
}

/** A code of any width and case, with or without gaps, or behind the link of its slip. */
function plainCode(typed: string): string {
  const behindLink = typed.normalize('NFKC').split('#').at(-1) ?? ''
  return behindLink.toUpperCase().replace(/[^0-9A-Z]/g, '')
}

/** Households of a cooperative by settlements to them, in the order of the ids. */
export async function readHouseholds(
  reader: Reader,
  { cooperativeId, ids, year }: { cooperativeId: string; ids: readonly string[]; year: number },
) {
  const rows = await selectSettlements(reader, ids)
  const place = new Map(ids.map((id, index) => [id, index]))
  const placeOf = ({ settlement }: SettlementDetails) => place.get(settlement.id) ?? 0
  rows.sort((a, b) => placeOf(a) - placeOf(b))
  const byHousehold = [...Map.groupBy(rows, ({ settlement }) => keyOf(householdOf(settlement)))]
  const orderIds = rows.flatMap(({ settlement }) => settlement.purchaseOrderId ?? [])
  const unitIds = rows.flatMap(({ settlement }) => settlement.unitId ?? [])
  const goods = await goodsOfOrders(reader, [...new Set(orderIds)])
  const unitName = await organisationNames(reader, unitIds)
  const households = byHousehold.flatMap(([, [row]]) => (row ? [householdOf(row.settlement)] : []))
  const sums = await yearSums(reader, cooperativeId, { year, households })
  return byHousehold.flatMap(([key, settled]) => {
    const [latest] = settled
    if (latest === undefined) return []
    const view: View = {
      cooperativeName: latest.cooperativeName,
      villageName: latest.villageName,
      householdNumber: latest.settlement.householdKey || latest.settlement.householdNumber || '',
      recipientName: latest.settlement.recipientName,
      lines: settled.map((row) => lineOf(row, { goods, unitName })),
      year,
      yearCents: sums.get(key) ?? 0,
    }
    return [{ household: householdOf(latest.settlement), view }]
  })
}

function householdOf({ villageCode, householdKey }: SettlementDetails['settlement']) {
  return { villageCode, householdKey: householdKey ?? '' }
}

function lineOf(
  { settlement, purchaseOrderNumber, reversedBy, confirmation }: SettlementDetails,
  names: { goods: Map<string, string[]>; unitName: Map<string, string> },
): View['lines'][number] {
  const { settledOn, amountCents, purchaseOrderId, unitId } = settlement
  return {
    ...{ settledOn, amountCents, purchaseOrderNumber },
    unitName: names.unitName.get(unitId ?? '') ?? null,
    goods: names.goods.get(purchaseOrderId ?? '') ?? [],
    state: reversedBy === null ? stateOf(confirmation) : 'reversed',
  }
}

/** What names an order counts; what names none, as its county has decided. */
function stateOf(confirmation: SettlementDetails['confirmation']) {
  const { state } = confirmation ?? { state: 'confirmed' }
  return state === 'confirmed' ? 'counted' : state
}
