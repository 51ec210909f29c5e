import { shallowRef } from 'vue'
import type { LocationQuery, RouteLocationNormalized, Router } from 'vue-router'

/** A page that the one shown was come to from, as it was left. */
export interface TrailStep {
  /** Its whole address: period, filters, order, tab, how far its list had grown. */
  path: string
  /** Its heading. */
  label: string
  /** Where it stands in the browser's history. */
  position: number
}

type Visit = Pick<RouteLocationNormalized, 'path' | 'query' | 'fullPath'> & {
  meta: { inTrail?: true; nav?: unknown }
}

/** Longer ways lead nowhere that anybody remembers. */
const mostSteps = 6

/**
 * The way to a page that a link was followed to, from a total down to its documents (§4.3). Another
 * period of the same subject is the same step; a page that was passed leads on from there; what
 * belongs to no way, or is opened from the menu, begins a new one.
 */
export function trailTo(to: Visit, from: Visit, way: readonly TrailStep[], left: TrailStep) {
  const isOpenedAnew = to.meta.nav !== undefined && Object.keys(to.query).length === 0
  if (!to.meta.inTrail || !from.meta.inTrail || isOpenedAnew) return []
  const steps = subjectOf(to) === subjectOf(from) ? way : [...way, left]
  const passed = steps.findIndex(({ path }) => subjectOfPath(path) === subjectOf(to))
  return (passed < 0 ? steps : steps.slice(0, passed)).slice(-mostSteps)
}

const subjects = ['unitId', 'groupId', 'divisionCode', 'pairingId']

function subjectOf({ path, query }: { path: string; query: LocationQuery }): string {
  return [path, ...subjects.map((name) => query[name] ?? '')].join(' ')
}

function subjectOfPath(fullPath: string): string {
  const { pathname, searchParams } = new URL(fullPath, 'http://page')
  return [pathname, ...subjects.map((name) => searchParams.get(name) ?? '')].join(' ')
}

const trail = shallowRef<readonly TrailStep[]>([])

/** The way to the page shown, its beginning first. */
export function useTrail() {
  return trail
}

interface PageState {
  position?: number
  trail?: readonly TrailStep[]
}

/** Keeps with each page in the browser's history the way to it: it outlives a reload. */
export function keepTrail(router: Router): void {
  if (typeof history === 'undefined') return
  let heading = ''
  router.beforeEach(() => {
    heading = document.querySelector('h1 > span')?.textContent?.trim() ?? ''
  })
  let position = 0
  router.afterEach((to, from, failure) => {
    if (failure) return
    const state = (history.state ?? {}) as PageState
    const left = { path: from.fullPath, label: heading, position }
    trail.value = state.trail ?? trailTo(to, from, trail.value, left)
    position = state.position ?? 0
    if (state.trail === undefined) history.replaceState({ ...state, trail: trail.value }, '')
  })
}

/** Longer nobody waits to be where they were. */
const mostMilliseconds = 3_000

/**
 * The place in a page to which somebody comes back, as soon as the page is long enough to have it:
 * its rows are still on their way.
 */
export async function whenTall<P extends { top: number }>(place: P): Promise<P> {
  const end = performance.now() + mostMilliseconds
  const { documentElement: page } = document
  while (page.scrollHeight < place.top + innerHeight && performance.now() < end)
    await new Promise(requestAnimationFrame)
  return place
}
