import { brandOf, markKinds } from '../../shared/catalogue/marks.ts'

/** A brand or mark of figures, as it is said; '' and `none` stand for no mark. */
export function markName(t: (key: string) => string, key: string): string {
  const isKind = markKinds.some((kind) => kind === key)
  return brandOf(key) ?? t(isKind ? `marks.kinds.${key}` : 'marks.noMark')
}
