import { keepChoice, keptChoice } from '../kept-choice.ts'

/** Whose data this device keeps; read before anything is loaded that could open it. */
const keptFor = 'kept-for'

export const keptForPerson = () => keptChoice(keptFor) || null

export function keepForPerson(personId: string | null): void {
  keepChoice(keptFor, personId ?? '')
}

/** The person of an owner, which is a person acting for an organisation. */
export const personOf = (owner: string) => owner.split(' ', 1)[0] ?? ''
