import type { ImportState, RowOutcome } from '../../shared/exchange/imports.schemas.ts'

export type Tone = 'plain' | 'good' | 'waiting' | 'bad'

const tones: Record<ImportState, Tone> = {
  checking: 'waiting',
  checked: 'waiting',
  applying: 'waiting',
  applied: 'good',
  undoing: 'waiting',
  undone: 'plain',
  failed: 'bad',
}

export function toneOf(state: ImportState): Tone {
  return tones[state]
}

const outcomeTones: Record<RowOutcome, Tone> = {
  create: 'good',
  change: 'good',
  same: 'plain',
  fault: 'bad',
  skipped: 'plain',
}

export function toneOfRow(outcome: RowOutcome | null): Tone {
  return outcome === null ? 'waiting' : outcomeTones[outcome]
}
