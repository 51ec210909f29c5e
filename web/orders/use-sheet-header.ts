import { computed, ref } from 'vue'
import { unit as readUnit } from '../../shared/organisations/organisations.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'

const firstGuessDays = 3

/** Where the order goes, when it is needed, and what the buyer adds in words. */
export function useSheetHeader() {
  const session = useSession()
  const channelId = ref('')
  const note = ref('')
  const day = ref(dayOf(new Date(Date.now() + firstGuessDays * 86_400_000)))
  const chosen = ref(false)

  async function loadChannels() {
    const unitId = session.acting?.organisationId ?? ''
    const unit = await call(readUnit, { params: { unitId } })
    const channels = unit.channels.filter((channel) => channel.closedAt === null)
    channelId.value ||= channels[0]?.id ?? ''
    return channels
  }

  /** Until somebody chooses a day, it is the first on which all of the goods can be there. */
  function proposeDay(earliestDays: readonly string[]): void {
    const latest = [...earliestDays].sort().at(-1)
    if (!chosen.value && latest !== undefined && latest > day.value) day.value = latest
  }

  const neededOn = computed({
    get: () => day.value,
    set: (next) => {
      day.value = next
      chosen.value = true
    },
  })
  return { channelId, note, neededOn, loadChannels, proposeDay }
}
