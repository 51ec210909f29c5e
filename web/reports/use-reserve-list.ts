import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { reserveShown } from '../../shared/assistance/reserve.schemas.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { exportReserve } from '../../shared/exchange/exchange.api.ts'
import { listReserve, readReserve } from '../../shared/reports/reserve.api.ts'
import { unitRoles } from '../../shared/roles.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { language } from '../platform/i18n.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'
import { today } from './periods.ts'

export type ReserveListRow = Reply<typeof listReserve>['items'][number]

/** A year of one's own filing, and of those of the units one supervises; the year is in the URL. */
export function useReserve() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const thisYear = Number(today().slice(0, 4))
  const year = computed({
    get: () => (/^20\d\d$/.test(String(route.query.year)) ? Number(route.query.year) : thisYear),
    set: (value) => void router.push({ query: { ...route.query, year: String(value) } }),
  })
  const own = session.may(unitRoles)
    ? useLoad((signal) => call(readReserve, { query: { year: year.value } }, { signal }), [year])
    : null
  const list = session.may(listReserve.access)
    ? useCursorList({
        filters: { year: String(thisYear), shown: '' },
        kept: ['year'],
        load: ({ filters, page, signal }) => {
          const shown = reserveShown.find((candidate) => candidate === filters.shown)
          return call(listReserve, { query: { year: year.value, shown, ...page } }, { signal })
        },
      })
    : null
  /** Exactly the units shown and not yet shown, as a workbook. */
  const save = useAct(() => {
    const shown = reserveShown.find((candidate) => candidate === list?.filters.shown)
    return download(exportReserve, {
      query: { year: year.value, shown, language: language.value },
    })
  })
  /** An official reads the lines of goods from the area alone, wherever a unit buys. */
  const opensLines = session.acting?.kind !== 'authority'
  const reload = () => Promise.all([own?.reload(), list?.reload()])
  return {
    year,
    years: [thisYear + 1, thisYear, thisYear - 1],
    own,
    list,
    save,
    opensLines,
    reload,
  }
}
