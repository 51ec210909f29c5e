/** Something that happens at an instant of the demo's past, and may lead to more. */
export interface Happening {
  at: Date
  act: () => Promise<Happening[]>
}

/** How many things happen side by side: enough to keep PostgreSQL busy, few enough for a laptop. */
const sideBySide = 6

/**
 * Lets things happen in the order of time up to now. What falls on the same instant happens side
 * by side, so that no purchase order ever meets itself.
 */
export async function unfold(beginnings: readonly Happening[], until: Date): Promise<void> {
  const agenda = new Map<number, Happening[]>()
  const enter = (happening: Happening) => {
    const key = happening.at.getTime()
    if (key > until.getTime()) return
    agenda.set(key, [...(agenda.get(key) ?? []), happening])
  }
  beginnings.forEach(enter)
  while (agenda.size > 0) {
    const next = Math.min(...agenda.keys())
    const happenings = agenda.get(next) ?? []
    agenda.delete(next)
    for (let from = 0; from < happenings.length; from += sideBySide) {
      const now = happenings.slice(from, from + sideBySide)
      const led = await Promise.all(now.map((happening) => happening.act()))
      led.flat().forEach(enter)
    }
  }
}
