import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))
export const supergraphFile = join(repositoryRoot, 'gateway', 'supergraph.graphql')

export interface Subgraph {
  readonly name: string
  readonly sdl: string
}

/** The whole SDL of every service, as `npm run codegen` wrote it, by name. Throws when one was never generated. */
export function readSubgraphs(): Subgraph[] {
  const services = join(repositoryRoot, 'services')
  const names = new Set(globSync('*/schema/*.graphql', { cwd: services }).map((path) => path.split(sep)[0] ?? ''))
  return [...names].sort().map((name) => {
    const file = join(services, name, 'src', 'generated', 'schema.graphql')
    if (!existsSync(file)) throw new Error(`The schema of ${name} is not generated: run \`npm run codegen\` first`)
    return { name, sdl: readFileSync(file, 'utf8') }
  })
}
