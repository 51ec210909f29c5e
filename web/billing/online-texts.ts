type Translate = (key: string, words?: Record<string, string>) => string

/** How states of online payment look; the word beside them says the same. */
export const onlineTones = {
  starting: 'plain',
  open: 'waiting',
  confirming: 'waiting',
  paid: 'good',
  failed: 'bad',
  expired: 'plain',
} as const
export const payeeTones = {
  opening: 'plain',
  incomplete: 'bad',
  in_review: 'waiting',
  ready: 'good',
} as const
export const payoutTones = { under_way: 'waiting', paid: 'good', failed: 'bad' } as const

/** A code of the provider in the reader's words, by the part of the texts that knows its kind. */
export function providerWord(
  t: Translate,
  part: 'reasons' | 'disputeReasons' | 'disputeStates' | 'movementTypes',
  code: string,
): string {
  const key = `online.${part}.${code}`
  const word = /^\w+$/.test(code) ? t(key) : key
  return word === key ? t('online.otherCode', { code }) : word
}

/** A reason in words: what people wrote as it is, and what the provider decided by its code. */
export function moneyReason(t: Translate, method: string, reason: string): string {
  if (method !== 'online' || !/^[a-z]+(_[a-z]+)*$/.test(reason)) return reason
  return providerWord(t, 'reasons', reason)
}
