/** What the tests use of it: its own types are made with an earlier TypeScript than ours. */
declare module 'openapi-typescript' {
  export interface OpenAPI3 {
    paths?: Record<string, object>
  }
  /** The types of a description, as a tree of TypeScript's. */
  export default function openapiTS(source: OpenAPI3): Promise<unknown[]>
  export function astToString(tree: unknown[]): string
}
