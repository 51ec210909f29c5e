import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { proposeProfile } from '../../../server/villages/propose-profile.ts'
import { searchTerms } from '../../../server/villages/search-terms.ts'
import { divisions } from '../../../server/villages/villages.tables.ts'
import { codesAbove, levelOfCode, parentOfCode } from '../../../shared/villages/division-code.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'

/** Real nodes of the tree, enough for tests that are not about the tree itself. */
export const places = {
  '44': '广东省',
  '4401': '广州市',
  '440106': '天河区',
  '4418': '清远市',
  '441826': '连南瑶族自治县',
  '441826102': '寨岗镇',
  '441826102221': '石径村',
  '50': '重庆市',
  '5001': '市辖区',
  '500103': '渝中区',
  '5002': '县',
  '500237': '巫山县',
  '500237109': '双龙镇',
  '500237109241': '庙坪村',
  '500237210': '建平乡',
  '500237210210': '云台村',
  '500237222': '竹贤乡',
  '500237222210': '石院村',
  '500237222211': '石沟村',
  '500237222212': '阮村',
  '500237222213': '下庄村',
  '500237222214': '药材村',
  '500237222215': '福坪村',
} as const

/** Puts the nodes of `places` down, once; calling it again changes nothing. */
export async function insertPlaces(database: TestDatabase): Promise<void> {
  const rows = Object.entries(places).map(([code, name]) => divisionRow(code, name, places))
  await database.db.insert(divisions).values(rows).onConflictDoNothing()
}

export interface DivisionAttributes {
  code: string
  name: string
  validTo?: string
  successorCode?: string
}

/** Puts one node down below nodes that stand already. */
export async function insertDivision(
  database: TestDatabase,
  attributes: DivisionAttributes,
): Promise<void> {
  const { code, name, validTo = null, successorCode = null } = attributes
  const names = { ...places, [code]: name }
  await database.db
    .insert(divisions)
    .values({ ...divisionRow(code, name, names), validTo, successorCode })
}

function divisionRow(code: string, name: string, names: Record<string, string>) {
  const path = [...codesAbove(code), code].map((ancestor) => names[ancestor] ?? '')
  return {
    code,
    name,
    level: levelOfCode(code),
    parentCode: parentOfCode(code),
    officialName: name,
    pathName: path.filter((name) => name !== '市辖区' && name !== '县').join(''),
    searchTerms: searchTerms(code, name),
  }
}

/** What a cooperative's manager proposes for the page of its village. */
export async function aProfileProposal(database: TestDatabase, manager: Actor): Promise<string> {
  const story = { introduction: '绝壁上凿出路的村子', season: '脆李 7 月', photoFileId: null }
  const { id } = await transaction(database.db, (tx) =>
    proposeProfile(tx, contextFor(manager), { villageCode: '500237222213', ...story }),
  )
  return id
}
