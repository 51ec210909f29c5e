import { listNotices, markRead, type Notice } from '../../shared/notices/notices.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useUnread } from './unread.store.ts'

/** A person's notices, newest first. */
export function useNotices() {
  const unread = useUnread()
  const list = useCursorList({
    filters: { unread: '' },
    load: ({ filters, page, signal }) => {
      const onlyUnread = filters.unread === 'true' ? ('true' as const) : ('false' as const)
      return call(listNotices, { query: { ...page, unread: onlyUnread } }, { signal })
    },
  })

  const read = useAct(async ({ id, isRead }: Notice) => {
    if (!isRead) await call(markRead, { body: { noticeIds: [id] } })
  })
  const readAll = useAct(async () => {
    await call(markRead, { body: { all: true } })
    await reload()
  })

  /** The list and the number beside the bell. */
  async function reload() {
    await Promise.all([list.reload(), unread.refresh()])
  }

  return { ...list, reload, read, readAll }
}
