import { plainText } from './search-words.ts'

const quantity =
  /[\d.]+ ?(?:kg|g|l|ml|公斤|千克|斤|克|吨|升|毫升|枚|只|个|箱|袋|盒|瓶|桶|筐|件)[箱袋盒瓶桶筐件]?装?/g
const packWords = /整箱|散装|礼盒|箱装|袋装|盒装|瓶装|桶装|筐装|大果|中果|小果|一级|二级|特级|优级/g
const praise =
  /新鲜|优质|精品|精选|正宗|农家|自家|自种|自产|土特产|特产|纯天然|天然|有机|绿色|生态|无公害|高山|高原|山地|原生态|现摘|当季|应季|时令|扶贫|助农|帮扶|热销|包邮/g

/**
 * What kind of produce a name means: without places, praise, grades, packs and brackets, so that
 * "正宗巫山脆李（5斤装）" and "脆李" are the same kind (§5.1, §5.7). Never empty.
 */
export function produceKey(name: string, places: readonly string[]): string {
  const plainName = plainText(name.replaceAll(/[（(【[].*?[）)】\]]/gu, ' '))
  let core = plainName.replaceAll(quantity, ' ').replaceAll(packWords, ' ').replaceAll(praise, ' ')
  for (const place of places) core = core.replaceAll(plainText(place), ' ')
  core = core.replaceAll(' ', '')
  return core === '' ? plainText(name).replaceAll(' ', '') : core
}

/** The names by which places are called in trade: 重庆市 → 重庆市, 重庆; two characters at least. */
export function placeNames(pathName: string): string[] {
  const names = pathName
    .split(/\s+|(?<=[省市县区镇乡村])/u)
    .map((name) => name.trim())
    .filter((name) => name.length >= 2)
  const short = names
    .map((name) => name.replace(/(?:特别行政区|自治区|自治州|自治县|[省市县区镇乡村])$/u, ''))
    .filter((name) => name.length >= 2)
  return [...new Set([...names, ...short])].sort((a, b) => b.length - a.length)
}
