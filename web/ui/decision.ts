import type { RouteLocationRaw } from 'vue-router'

/** How the states of a decision look; the word beside them says the same. */
export const decisionTones = { recorded: 'waiting', confirmed: 'good', rejected: 'bad' } as const

/** A record of one side, as a row that the other side decides on. */
export interface DecisionRow {
  id: string
  /** The heading: an amount, or the number of a document. */
  head: string
  state: keyof typeof decisionTones
  stateLabel: string
  /** Beside the state: the day, the reference, the party. */
  facts: readonly string[]
  link?: { to: RouteLocationRaw; text: string } | undefined
  /** A document that the maker put beside it. */
  file?: { id: string; text: string } | undefined
  /** The details, a line each. */
  lines: readonly string[]
  /** Who recorded and decided it, and why. */
  notes: readonly string[]
  mayDecide: boolean
  /** Whether the reader's own side recorded it and may take it back. */
  mayWithdraw?: boolean
}

export interface DecisionLabels {
  confirm: string
  reject: string
  /** Of the field for the reason of a rejection. */
  reason: string
  /** Of the button that takes one's own record back, and of the field for its reason. */
  withdraw?: string
  withdrawReason?: string
}
