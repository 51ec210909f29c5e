import { computed, ref, shallowRef } from 'vue'
import type { Boundary } from '../../shared/villages/boundaries.schemas.ts'
import { type GeoJsonFault, readGeoJson } from '../../shared/villages/read-geojson.ts'
import { removeBoundaries, saveBoundaries } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useBoundariesOf, useDivision } from './use-division.ts'

/** Importing the boundaries below a place: a file is read here, and what it holds of them sent. */
export function useBoundaries(code: () => string) {
  const place = useDivision(code)
  const kept = useBoundariesOf(code)
  const read = shallowRef<Boundary[] | null>(null)
  const fault = ref<GeoJsonFault | null>(null)
  const below = computed(() => new Set(place.data.value?.below.map((node) => node.code)))
  /** What the file holds of the places below; the rest of it is left out. */
  const found = computed(() => read.value?.filter(({ code }) => below.value.has(code)) ?? null)

  async function readFile(file: File): Promise<void> {
    const reading = readGeoJson(await file.text())
    fault.value = 'fault' in reading ? reading.fault : null
    read.value = 'fault' in reading ? null : reading.items
  }

  const save = useAct(async () => {
    const body = { items: found.value ?? [] }
    kept.data.value = await call(saveBoundaries, { params: { code: code() }, body })
    const saved = body.items.length
    read.value = null
    return saved
  })
  const remove = useAct(async () => {
    kept.data.value = await call(removeBoundaries, { params: { code: code() } })
    return true
  })
  return { place, kept, read, found, fault, readFile, save, remove }
}
