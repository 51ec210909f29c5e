import type { Notice, NoticeTopic } from '../../shared/notices/notices.api.ts'
import type { notices } from './notices.tables.ts'

export function noticeView(row: typeof notices.$inferSelect, readAt: Date | null): Notice {
  return {
    id: row.id,
    topic: row.topic as NoticeTopic,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    values: row.payload,
    createdAt: row.createdAt.toISOString(),
    isRead: readAt !== null || row.doneAt !== null,
  }
}
