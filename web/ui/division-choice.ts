/** A division as a picker shows it. */
export interface DivisionChoice {
  code: string
  name: string
  /** Its way down from the province: "重庆市 巫山县 竹贤乡". */
  path: string
}

/** Finds the nodes whose name, path or code is typed. */
export type SearchDivisions = (text: string) => Promise<readonly DivisionChoice[]>
