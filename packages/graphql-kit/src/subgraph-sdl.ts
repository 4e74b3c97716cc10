import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const commonSchema = new URL('../schema/common.graphql', import.meta.url)

/** The whole SDL of a subgraph: the common schema, the service's own files by name, and what a package adds. */
export function subgraphSdl(schemaDirectory: string, extraSdl = ''): string {
  const files = readdirSync(schemaDirectory)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
  if (files.length === 0) throw new Error(`${schemaDirectory} holds no .graphql file`)
  const texts = files.map((name) => readFileSync(join(schemaDirectory, name), 'utf8'))
  return [readFileSync(commonSchema, 'utf8'), ...texts, extraSdl]
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n')
    .concat('\n')
}
