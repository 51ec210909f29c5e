import { afterEach, expect, test, vi } from 'vitest'
import * as api from '../../../shared/exchange/exports.api.ts'
import type { ExportItem, ExportState } from '../../../shared/exchange/exports.schemas.ts'
import { useExports } from '../../../web/exchange/use-exports.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const { on, requests, settled } = fakeCall()
const exportId = '01900000-0000-7000-8000-0000000000e1'

afterEach(() => {
  vi.useRealTimers()
})

test('files are looked at until none is being made, and one that is removed is gone', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let items = [fileIn('running')]
  on(api.listExports, () => ({ items, nextCursor: null, total: null }))
  on(api.removeExport, () => {
    const [removed = fileIn('ready')] = items
    items = []
    return removed
  })
  const { result: files } = await inApp(useExports)
  await settled()
  expect(files.list.rows.value[0]?.done).toBe(400)
  items = [fileIn('ready')]
  await vi.advanceTimersByTimeAsync(2_000)
  await settled()
  expect(files.list.rows.value[0]?.state).toBe('ready')
  await vi.advanceTimersByTimeAsync(10_000)
  await settled()
  expect(requests(api.listExports)).toHaveLength(2)
  await files.remove(exportId).run()
  expect(files.list.rows.value).toEqual([])
})

function fileIn(state: ExportState): ExportItem {
  const isReady = state === 'ready'
  return {
    ...{ id: exportId, kind: 'ledger_xlsx', state, fileName: '台账.xlsx', description: '台账' },
    ...{ done: isReady ? 1_000 : 400, total: 1_000, byteSize: isReady ? 5_000 : null },
    ...{ failure: null, requestedAt: '2026-11-22T04:00:00Z', expiresAt: '2026-11-29T04:00:00Z' },
    finishedAt: isReady ? '2026-11-22T04:01:00Z' : null,
  }
}
