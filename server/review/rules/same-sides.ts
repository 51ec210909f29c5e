import { maskedName } from '../../../shared/billing/settlement-rules.ts'
import { monthOfDay } from '../../../shared/months.ts'
import type { CheckRule, EvidenceFact, EvidenceSide } from '../../../shared/review/evidence.ts'
import {
  judgeAccount,
  judgePersons,
  judgeRepresentative,
  lastFour,
} from '../../../shared/review/judge.ts'
import { membersOfAll } from '../../accounts/index.ts'
import { payerAccountsOf } from '../../billing/index.ts'
import { channelsByIds, partiesOfTrade } from '../../organisations/index.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { type Batch, type CheckedOrder, type Finding, linesOf, type Rule } from '../finding.ts'

type Party = Awaited<ReturnType<typeof partiesOfTrade>>[number]

/** §8: the account that an order was paid from is the seller's own. */
export const sameAccount: Rule = async (reader, batch) => {
  const parties = await partiesOf(reader, batch)
  const paid = Map.groupBy(
    await payerAccountsOf(
      reader,
      batch.orders.map(({ id }) => id),
    ),
    ({ purchaseOrderId }) => purchaseOrderId,
  )
  return oncePerYear('same_account', batch, (order) => {
    const seller = parties.get(order.cooperativeId)
    const payer = seller && judgeAccount(seller.bankAccount, paid.get(order.id) ?? [])
    if (!seller || !payer) return null
    const name: EvidenceFact[] =
      payer.name === '' ? [] : [text('payer', payer.name.length > 4 ? payer.name : masked(payer))]
    return [
      sideOf('account_seller', [
        text('seller', seller.name),
        text('account', lastFour(seller.bankAccount)),
      ]),
      {
        ...{ name: 'account_payer', isOfOthers: false },
        documents: [{ type: 'invoice', id: payer.invoiceId, name: payer.invoiceNumber }],
        facts: [
          ...name,
          text('account', lastFour(payer.account)),
          { name: 'paid_on', kind: 'day', value: payer.paidOn },
          { name: 'amount', kind: 'money', value: payer.amountCents },
        ],
      },
    ]
  })
}

/**
 * §8: the seller's legal representative bears the name of somebody on the buyer's side: its
 * contact, that of the channel that bought, or a member. Names alone say little: a person looks.
 */
export const sameRepresentative: Rule = async (reader, batch) => {
  const parties = await partiesOf(reader, batch)
  const channels = await channelsOf(reader, batch)
  const members = await membersOf(reader, batch)
  return oncePerYear('same_representative', batch, (order) => {
    const [seller, unit] = [parties.get(order.cooperativeId), parties.get(order.unitId)]
    if (!seller || !unit) return null
    const found = judgeRepresentative(seller.legalRepresentative, [
      { as: 'unit_contact', name: unit.contactName },
      { as: 'channel_contact', name: channels.get(order.channelId)?.contactName ?? '' },
      ...members(order.unitId, order).map(({ name }) => ({ as: 'member', name })),
    ])
    if (found === null) return null
    return [
      sideOf('representative_seller', [
        text('seller', seller.name),
        text('representative', maskedName(seller.legalRepresentative)),
      ]),
      sideOf('representative_buyer', [
        text('buyer', unit.name),
        text(found.as, maskedName(found.name)),
      ]),
    ]
  })
}

/** §8: one person acts for both sides on the day of the order, or both have one telephone. */
export const samePerson: Rule = async (reader, batch) => {
  const parties = await partiesOf(reader, batch)
  const channels = await channelsOf(reader, batch)
  const members = await membersOf(reader, batch)
  return oncePerYear('same_person', batch, (order) => {
    const [seller, unit] = [parties.get(order.cooperativeId), parties.get(order.unitId)]
    if (!seller || !unit) return null
    const people = members(seller.id, order)
    const found = judgePersons(
      { personIds: people.map(({ personId }) => personId), phones: [seller.contactPhone] },
      {
        personIds: members(unit.id, order).map(({ personId }) => personId),
        phones: [unit.contactPhone, channels.get(order.channelId)?.contactPhone ?? ''],
      },
    )
    if (found === null) return null
    const both = people.find(({ personId }) => found.personIds.includes(personId))
    const shared = [
      ...(both ? [text('member', maskedName(both.name))] : []),
      ...(found.phone === null ? [] : [text('phone', lastFour(found.phone))]),
    ]
    return [
      sideOf('person_seller', [text('seller', seller.name), ...shared]),
      sideOf('person_buyer', [text('buyer', unit.name), ...shared]),
    ]
  })
}

async function partiesOf(reader: Reader, { orders }: Batch): Promise<Map<string, Party>> {
  const ids = new Set(orders.flatMap(({ cooperativeId, unitId }) => [cooperativeId, unitId]))
  return new Map((await partiesOfTrade(reader, [...ids])).map((party) => [party.id, party]))
}

async function channelsOf(reader: Reader, { orders }: Batch) {
  const ids = [...new Set(orders.map(({ channelId }) => channelId))]
  return new Map((await channelsByIds(reader, ids)).map((channel) => [channel.id, channel]))
}

/**
 * Who acted for an organisation when an order was placed, and still does: an order is checked
 * within seconds of what happens to it, and memberships that ended are found by no index.
 */
async function membersOf(reader: Reader, { orders }: Batch) {
  const ids = new Set(orders.flatMap(({ cooperativeId, unitId }) => [cooperativeId, unitId]))
  const rows = Map.groupBy(
    await membersOfAll(reader, [...ids]),
    ({ organisationId }) => organisationId,
  )
  return (organisationId: string, { placedAt }: CheckedOrder) =>
    (rows.get(organisationId) ?? []).filter(({ createdAt }) => createdAt <= placedAt)
}

/**
 * What two sides have in common is one matter a year, whatever they trade in it; what was explained
 * is asked again in the next.
 */
function oncePerYear(
  rule: CheckRule,
  { orders }: Batch,
  find: (order: CheckedOrder) => EvidenceSide[] | null,
): Finding[] {
  const found = orders.flatMap((order) => {
    const sides = find(order)
    const matter = `${order.cooperativeId} ${order.unitId} ${order.orderedOn.slice(0, 4)}`
    return sides === null ? [] : [{ order, sides, matter }]
  })
  return [...Map.groupBy(found, ({ matter }) => matter)].flatMap(([matter, same]) => {
    const [{ order, sides }] = same as [(typeof found)[number]]
    return [
      {
        ...{ rule, matter, measure: null, order, month: monthOfDay(order.orderedOn) },
        cents: same.reduce((sum, one) => sum + one.order.goodsCents, 0),
        lines: same.flatMap((one) => linesOf(one.order)),
        evidence: { threshold: null, sides },
      },
    ]
  })
}

const masked = ({ name }: { name: string }) => maskedName(name)
const text = (name: string, value: string): EvidenceFact => ({ name, kind: 'text', value })
const sideOf = (name: string, facts: EvidenceFact[]): EvidenceSide => {
  return { name, facts, documents: [], isOfOthers: false }
}
