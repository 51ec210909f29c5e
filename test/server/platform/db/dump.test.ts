import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { copyOut, inSnapshot } from '../../../../server/platform/db/dump.ts'
import { testDatabase } from '../../../support/database.ts'

const database = await testDatabase()

// The last row fills the stream before it is read, which pauses the connection.
test.each([1, 20_000, 70_000, 1_000_000])(
  'a table that ends in a row of %i bytes holds up no table after it',
  async (length) => {
    await database.sql.unsafe(`create table public.of_${length} (word text);
      insert into public.of_${length} values (repeat('x', ${length}))`)
    const lengths = await inSnapshot(database.db, async (tx) => {
      const read: number[] = []
      for (let time = 0; time < 3; time += 1) {
        const rows = await copyOut(tx, { name: `public.of_${length}`, columns: ['word'] })
        await sleep(20)
        let bytes = 0
        for await (const chunk of rows) bytes += (chunk as Buffer).length
        read.push(bytes)
      }
      return read
    })
    expect(lengths).toEqual([length + 1, length + 1, length + 1])
  },
)
