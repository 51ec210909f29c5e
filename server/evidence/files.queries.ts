import { eq } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { files } from './evidence.tables.ts'

export type FileRow = typeof files.$inferSelect

export async function insertFile(tx: Transaction, row: typeof files.$inferInsert): Promise<void> {
  await tx.insert(files).values(row)
}

export async function fileById(reader: Reader, id: string): Promise<FileRow | undefined> {
  const [row] = await reader.select().from(files).where(eq(files.id, id))
  return row
}
