import { organisationsCalled } from '../../organisations/index.ts'
import type { Actor } from '../../platform/context.ts'
import type { FoundField, Meaning, Words } from './kind.ts'

/** An organisation as a sheet names it. */
export type MeantOrganisation =
  Awaited<ReturnType<typeof organisationsCalled>> extends Map<string, (infer T)[]> ? T : never

interface OrganisationFacts {
  titles: Words
  words: readonly string[]
  example?: Words
  note?: Words
  /** Which organisations can be meant by the actor; all unless given. */
  isMeant?: (organisation: MeantOrganisation, actor: Actor) => boolean
  /** What is said where none can be meant. */
  missing?: 'not_found' | 'not_recorded'
}

/** As many of one name as a person can choose from. */
const mostOptions = 20

const ownMayBeEmpty: Words = {
  'zh-CN': '名称或统一社会信用代码；为自己的单位导入时可空着。',
  en: 'Name or credit code; may be empty when it is one’s own.',
}

/** An organisation by name or credit code; one of several of a name is chosen with its place. */
export function organisationField(facts: OrganisationFacts): FoundField<MeantOrganisation> {
  const { titles, words, isMeant = () => true, missing = 'not_recorded' } = facts
  const meaningOf = (text: string, meant: MeantOrganisation[]): Meaning<MeantOrganisation> => {
    const [first] = meant
    if (first === undefined) return { code: missing, values: { text } }
    if (meant.length === 1) return { value: first }
    return {
      options: meant
        .slice(0, mostOptions)
        .map((meaning) => ({ value: meaning.id, label: meaning.label, meaning })),
    }
  }
  return {
    ...{ titles, words },
    example: facts.example ?? { 'zh-CN': '', en: '' },
    note: facts.note ?? ownMayBeEmpty,
    says: ({ label }) => ({ type: 'text', value: label }),
    find: async ({ reader, actor, texts }) => {
      const found = await organisationsCalled(reader, texts)
      const meantBy = (text: string) =>
        (found.get(text) ?? []).filter((organisation) => isMeant(organisation, actor))
      return new Map(texts.map((text) => [text, meaningOf(text, meantBy(text))]))
    },
  }
}
