import type { Config } from '../server/config.ts'
import { keepContent, recordFile } from '../server/evidence/index.ts'
import { type Database, transaction } from '../server/platform/db/transaction.ts'
import { paperOf } from '../server/platform/documents/paper.ts'
import { acting, at, type Player } from './acting.ts'

/** Files a paper as its owner's own, and says under which id it lies. */
export type FilePaper = (owner: Player, day: string, name: string) => Promise<string>

/** The one paper behind every record of the demo that needs one: it says that it proves nothing. */
export async function examplePaper(world: { db: Database; config: Config }): Promise<FilePaper> {
  const bytes = await paperOf({
    ...{ language: 'zh-CN', title: '示例文件', maker: '村集演示', at: at('2020-01-01', '00:00') },
    under: ['本文件仅供演示，不是证书，也不是统计资料。'],
    ...{ tables: [], signatures: [], foot: '示例' },
  })
  const content = await keepContent(world, bytes)
  return (owner, day, name) =>
    transaction(world.db, async (tx) => {
      const file = { content, name: `${name}（示例）.pdf`, isPublic: false }
      return (await recordFile(tx, acting(owner, at(day, '09:00')), file)).fileId
    })
}
