import type { BankReason } from './bank.schemas.ts'

/** Who a line of a statement came from or went to, and how that is known. */
export interface Payer {
  id: string
  reason: Extract<BankReason, 'payer' | 'account'>
  isExact: boolean
}

export interface PayingLine {
  counterpartyName: string
  counterpartyAccount: string
}

/** Shorter names say too little to be found in others. */
const shortestName = 4

/**
 * Finds the party of a line: by an account that it paid from before, by its name, or as the only
 * one whose name holds the line's or is held by it, such as a school's canteen. Of namesakes none
 * is meant by the name alone. Takes a line no longer, however many parties there are.
 */
export function payerFinder(
  parties: readonly { partyId: string; partyName: string }[],
  partyOfAccount: ReadonlyMap<string, string>,
): (line: PayingLine) => Payer | null {
  const nameOf = new Map(parties.map(({ partyId, partyName }) => [partyId, plain(partyName)]))
  const byName = Map.groupBy(nameOf.keys(), (id) => nameOf.get(id) ?? '')
  const longer = [...byName.keys()].filter((name) => name.length >= shortestName)
  const lengths = new Set(longer.map((name) => name.length))
  const all = longer.join('\n')
  const onlyAlike = (name: string): string | null => {
    const found = new Set<string>()
    for (const length of lengths)
      for (let at = 0; at + length <= name.length; at += 1)
        for (const id of byName.get(name.slice(at, at + length)) ?? []) found.add(id)
    if (all.includes(name))
      for (const each of longer)
        if (each.includes(name)) for (const id of byName.get(each) ?? []) found.add(id)
    const [only] = found
    return only === undefined || found.size > 1 ? null : only
  }
  const alike = new Map<string, string | null>()
  return ({ counterpartyName, counterpartyAccount }) => {
    const byAccount = partyOfAccount.get(counterpartyAccount)
    if (byAccount !== undefined && counterpartyAccount !== '')
      return { id: byAccount, reason: 'account', isExact: true }
    const name = plain(counterpartyName)
    const [own, ...namesakes] = byName.get(name) ?? []
    if (own !== undefined && namesakes.length === 0)
      return { id: own, reason: 'payer', isExact: true }
    if (name.length < shortestName) return null
    const known = alike.get(name)
    const id = known === undefined ? onlyAlike(name) : known
    alike.set(name, id)
    return id === null ? null : { id, reason: 'payer', isExact: false }
  }
}

const plain = (name: string) =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s"'“”]/g, '')
