import * as fake from 'fake-indexeddb'
import { beforeEach, vi } from 'vitest'
import { offlineDatabase } from '../../web/platform/offline/database.ts'

/**
 * Gives each test of a file an empty database such as a browser has. It is taken away again: files
 * that say nothing of it run as in a browser that keeps nothing.
 */
export function deviceStorage(): void {
  const kinds = Object.entries(fake).filter(([name]) => name.startsWith('IDB'))
  const indexedDB = new fake.IDBFactory()

  beforeEach(async () => {
    vi.stubGlobal('indexedDB', indexedDB)
    for (const [name, kind] of kinds) vi.stubGlobal(name, kind)
    const database = await offlineDatabase()
    for (const store of ['session', 'answers', 'drafts', 'photos', 'acts'] as const)
      await database?.clear(store)
  })
}
