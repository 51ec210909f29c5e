/** An act at an instant of the demo's past, and the acts that follow from it. */
export interface ScheduledAct {
  at: Date
  act: () => Promise<ScheduledAct[]>
}

/** Acts run at once: enough to keep PostgreSQL busy, few enough for a laptop. */
const concurrency = 6

/**
 * Runs acts in the order of time up to now. Those of one instant run side
 * by side, so that no purchase order ever meets itself.
 */
export async function runTimeline(beginnings: readonly ScheduledAct[], until: Date): Promise<void> {
  const agenda = new Map<number, ScheduledAct[]>()
  const enter = (scheduled: ScheduledAct) => {
    const key = scheduled.at.getTime()
    if (key > until.getTime()) return
    agenda.set(key, [...(agenda.get(key) ?? []), scheduled])
  }
  beginnings.forEach(enter)
  while (agenda.size > 0) {
    const next = Math.min(...agenda.keys())
    const due = agenda.get(next) ?? []
    agenda.delete(next)
    for (let from = 0; from < due.length; from += concurrency) {
      const now = due.slice(from, from + concurrency)
      const followUps = await Promise.all(now.map((scheduled) => scheduled.act()))
      followUps.flat().forEach(enter)
    }
  }
}
