import { maximumOtherOrders } from '../../../../shared/billing/billing.api.ts'
import { referenceKey, referencesIn } from '../../../../shared/billing/references.ts'
import { sumFinder } from '../../../../shared/billing/sum-finder.ts'
import type { OrderToBill } from '../../../billing/index.ts'

/** What an invoice of the list may bill: orders in whole, with or without their freight. */
export interface Bill {
  orders: OrderToBill[]
  goodsCents: number
  freightCents: number
}

interface Wanted {
  buyerCode: string
  buyerName: string
  issuedOn: string
  totalCents: number
  note: string
}

const mostBills = 6

/** The orders that an invoice's note names by their numbers. */
export function namedOrders(orders: readonly OrderToBill[], wanted: Wanted): OrderToBill[] {
  const named = new Set(referencesIn(wanted.note))
  return ordersOf(orders, wanted).filter(({ number }) => named.has(referenceKey(number)))
}

/**
 * The orders of a buyer that together have exactly an invoice's sum open: those that its note names
 * by their numbers, else any of the same unit and county that no other invoice names. `isOnly`
 * where nothing else can be meant.
 */
export function findBills(
  orders: readonly OrderToBill[],
  wanted: Wanted,
  named: ReadonlySet<OrderToBill>,
): { bills: Bill[]; isOnly: boolean } {
  const byName = namedOrders(orders, wanted)
  if (byName.length > 0) {
    const bills = [true, false].flatMap((withFreight) => {
      const bill = billOf(byName, withFreight)
      return bill.goodsCents + bill.freightCents === wanted.totalCents ? [bill] : []
    })
    return { bills: bills.slice(0, 1), isOnly: true }
  }
  const own = ordersOf(orders, wanted).filter((order) => !named.has(order))
  const bills: Bill[] = []
  let isComplete = true
  const groups = Map.groupBy(own, (order) => `${order.unitId} ${order.supervisingCountyCode}`)
  for (const group of groups.values())
    for (const withFreight of [true, false]) {
      const freight = group.some(({ freightCents }) => freightCents > 0)
      if (!withFreight && !freight) continue
      const amounts = group.map(
        (order) => order.goodsCents + (withFreight ? order.freightCents : 0),
      )
      const found = sumFinder(amounts)(wanted.totalCents)
      isComplete &&= found.isComplete
      for (const places of found.solutions) {
        const chosen = places.flatMap((at) => group[at] ?? [])
        const bill = billOf(chosen, withFreight)
        const isKnown = bills.some((other) => choiceValue(other) === choiceValue(bill))
        if (chosen.length <= maximumOtherOrders + 1 && !isKnown) bills.push(bill)
      }
    }
  bills.sort((a, b) => a.orders.length - b.orders.length)
  return { bills: bills.slice(0, mostBills), isOnly: isComplete && bills.length === 1 }
}

function ordersOf(orders: readonly OrderToBill[], wanted: Wanted): OrderToBill[] {
  return orders.filter((order) => order.orderedOn <= wanted.issuedOn && isBuyer(order, wanted))
}

function isBuyer({ unitName, unitCreditCode }: OrderToBill, wanted: Wanted): boolean {
  if (wanted.buyerCode !== '' && unitCreditCode !== '') return unitCreditCode === wanted.buyerCode
  return plain(unitName) === plain(wanted.buyerName)
}

const plain = (name: string) => name.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()

function billOf(orders: OrderToBill[], withFreight: boolean): Bill {
  const sumOf = (key: 'goodsCents' | 'freightCents') =>
    orders.reduce((sum, order) => sum + order[key], 0)
  return {
    ...{ orders, goodsCents: sumOf('goodsCents') },
    freightCents: withFreight ? sumOf('freightCents') : 0,
  }
}

/** What a choice of a bill is kept as: what tells its orders apart, and whether it has freight. */
export function choiceValue({ orders, freightCents }: Bill): string {
  const marks = orders.map(({ id }) => id.slice(-8))
  return [...marks, ...(freightCents > 0 ? ['f'] : [])].join(' ')
}

export function labelOf({ orders }: Bill): string {
  const [first, second, third, ...more] = orders
  const shown = [first, second, third].flatMap((order) =>
    order === undefined ? [] : [`${order.number} (${order.orderedOn})`],
  )
  return [...shown, ...(more.length > 0 ? [`+${more.length}`] : [])].join(' + ')
}
