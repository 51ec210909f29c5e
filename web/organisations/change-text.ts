import type {
  ChangeKind,
  ChangeState,
  OrganisationChange,
} from '../../shared/organisations/changes.schemas.ts'

/** How the state of a proposed change looks beside its word. */
export const changeTones: Record<ChangeState, 'good' | 'waiting' | 'bad' | 'plain'> = {
  proposed: 'waiting',
  confirmed: 'good',
  declined: 'bad',
  withdrawn: 'plain',
}

/** Whether a change of the kind may be proposed: none is undecided. */
export function isFree(changes: readonly OrganisationChange[], kind: ChangeKind): boolean {
  return !changes.some(({ about, state }) => about.kind === kind && state === 'proposed')
}

/** A value of a change as it was and as it is proposed; `label` is a text of organisations. */
export interface ChangedValue {
  label: string
  before: string
  after: string
}

type Values = Record<string, string | null>

/** What a change changes, value by value; what stays is left out. */
export function changedValues({ about }: Pick<OrganisationChange, 'about'>): ChangedValue[] {
  const [before, after] =
    about.kind === 'identity'
      ? [identityOf(about.before), identityOf(about.after)]
      : [accountOf(about.before), accountOf(about.after)]
  return Object.keys(before)
    .filter((label) => before[label] !== after[label])
    .map((label) => ({ label, before: before[label] || '—', after: after[label] || '—' }))
}

type About = OrganisationChange['about']
type Identity = Extract<About, { kind: 'identity' }>['before']
type Account = Extract<About, { kind: 'bank_account' }>['before']

function identityOf({ name, creditCode, legalRepresentative, place, parent }: Identity): Values {
  return {
    name,
    creditCode,
    legalRepresentative,
    place: place?.pathName ?? null,
    'unit.parent': parent?.name ?? null,
  }
}

function accountOf({ bankName, bankAccount }: Account): Values {
  return { bankName, bankAccount }
}
