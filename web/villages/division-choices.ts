/** The former name, until the last form takes its search from its page. */
export { useDivisionSearch as divisionChoices } from './use-division-search.ts'
