import { computed, ref } from 'vue'
import { unit as readUnit } from '../../shared/organisations/organisations.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { BasketContent } from '../catalogue/merge-baskets.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'

const firstGuessDays = 3

/** Where the order goes, when it is needed, and what the buyer adds in words. */
export function useSheetHeader() {
  const session = useSession()
  const note = ref('')
  const proposedDay = ref(dayOf(new Date(Date.now() + firstGuessDays * 86_400_000)))
  /** What a person has chosen; null: what is proposed. */
  const chosenDay = ref<string | null>(null)
  const chosenChannel = ref<string | null>(null)
  /** The rejected requisition that is corrected. */
  const correctsId = ref<string | null>(null)
  const openChannels = ref<readonly string[]>([])

  async function loadChannels() {
    const unitId = session.acting?.organisationId ?? ''
    const unit = await call(readUnit, { params: { unitId } })
    const channels = unit.channels.filter((channel) => channel.closedAt === null)
    openChannels.value = channels.map(({ id }) => id)
    return channels
  }

  /** Until somebody chooses a day, it is the first on which all of the goods can be there. */
  function proposeDay(earliestDays: readonly string[]): void {
    const latest = [...earliestDays].sort().at(-1)
    if (latest !== undefined && latest > proposedDay.value) proposedDay.value = latest
  }

  const neededOn = computed({
    get: () => chosenDay.value ?? proposedDay.value,
    set: (next) => {
      chosenDay.value = next
    },
  })
  const channelId = computed({
    get: () => {
      const chosen = chosenChannel.value
      const isOpen = chosen !== null && openChannels.value.includes(chosen)
      return isOpen ? chosen : (openChannels.value[0] ?? '')
    },
    set: (next) => {
      chosenChannel.value = next
    },
  })
  /** The header as it is kept: what is merely proposed is proposed anew. */
  const kept = computed(() => ({
    channelId: chosenChannel.value,
    neededOn: chosenDay.value || null,
    note: note.value.trim(),
  }))

  function adopt(content: Omit<BasketContent, 'lines' | 'openRows' | 'list'>): void {
    chosenChannel.value = content.channelId
    chosenDay.value = content.neededOn
    correctsId.value = content.correctsId
    if (note.value.trim() !== content.note) note.value = content.note
  }

  return { channelId, note, neededOn, correctsId, kept, loadChannels, proposeDay, adopt }
}
