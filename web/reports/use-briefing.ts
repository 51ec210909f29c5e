import { computed } from 'vue'
import { exportBriefing } from '../../shared/exchange/exchange.api.ts'
import { download } from '../platform/api-files.ts'
import { language } from '../platform/i18n.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import type { ReportQuery } from './use-report-query.ts'

/** Makes a bulletin or a briefing of the figures that are asked for. */
export function useBriefing(query: () => ReportQuery) {
  const session = useSession()
  const save = (kind: 'bulletin' | 'briefing') =>
    useAct(() =>
      download(exportBriefing, { query: { ...query(), kind, language: language.value } }),
    )
  return {
    mayMake: computed(() => session.may(exportBriefing.access)),
    saveBulletin: save('bulletin'),
    saveBriefing: save('briefing'),
  }
}
