/**
 * A place as people say it, out of its official name: 下庄村村民委员会 and 下庄村委会 are 下庄村,
 * 多福巷社区居委会 is 多福巷社区. What is no committee of a village or community stays as it is.
 */
export function placeName(officialName: string): string {
  const village = /^(.+?)(?:村民委员会|村委会)$/.exec(officialName)?.[1]
  if (village !== undefined) return /(村|嘎查)$/.test(village) ? village : `${village}村`
  const community = /^(.+社区)(?:居民委员会|居委会)$/.exec(officialName)
  return community?.[1] ?? officialName
}

/** Names of cities that are none: they only hold the counties of a municipality together. */
const placeholders = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])

/** Whether a node of the tree stands for no place of its own: no path shows it. */
export function isPlaceholder(code: string, name: string): boolean {
  return code.length === 4 && placeholders.has(name)
}
