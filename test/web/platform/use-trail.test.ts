import { expect, test } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import { type TrailStep, trailTo } from '../../../web/platform/use-trail.ts'
import { createAppRouter } from '../../../web/router.ts'

const router = createAppRouter(createMemoryHistory())

/** The way after links were followed from page to page. */
function wayThrough(...paths: string[]): string[] {
  let way: readonly TrailStep[] = []
  for (const [position, path] of paths.entries()) {
    const [from, to] = [router.resolve(paths[position - 1] ?? '/sign-in'), router.resolve(path)]
    way = trailTo(to, from, way, { path: from.fullPath, label: '', position: position - 1 })
  }
  return way.map(({ path }) => path)
}

test('§4.3 each step from a total to a weigh slip leads back to the page as it was left', () => {
  const county = '/reports?divisionCode=500237&period=2026-H1&by=product'
  const village = '/reports?divisionCode=500237222213&period=2026-H1'
  const ledger = '/ledger?period=2026-H1&divisionCode=500237222213&sort=-amount&page=3'
  const entry = '/ledger/500237/12?period=2026-H1'
  const id = '01900000-0000-7000-8000-0000000000a1'
  const slip = router.resolve({ name: 'deliveries.receipt', params: { receiptId: id } }).fullPath
  expect(wayThrough(county, village, ledger, entry, slip)).toEqual([county, village, ledger, entry])
  // Another period of the same place is the same step; a page that was passed is not passed twice.
  expect(wayThrough(county, `${county}&step=year`, ledger)).toEqual([`${county}&step=year`])
  expect(wayThrough(county, ledger, entry, ledger)).toEqual([county])
  // From the menu, and beside the way, a new one begins.
  expect(wayThrough(county, ledger, '/reports')).toEqual([])
  expect(wayThrough(county, '/policies', ledger)).toEqual([])
})
