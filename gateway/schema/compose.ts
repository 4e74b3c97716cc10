import { writeFileSync } from 'node:fs'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { readSubgraphs, type Subgraph, supergraphFile } from './subgraphs.ts'

/** The supergraph of these subgraphs. Throws with every reason when they do not fit together. */
export function compose(subgraphs: readonly Subgraph[]): string {
  const result = composeServices(
    // Where a subgraph really is, the gateway is told by its environment; the committed file holds no address.
    subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: parse(sdl) })),
  )
  if (!result.errors) return `${result.supergraphSdl.trim()}\n`
  throw new Error(['The subgraphs do not compose:', ...result.errors.map(({ message }) => `  ${message}`)].join('\n'))
}

if (import.meta.main) {
  const subgraphs = readSubgraphs()
  writeFileSync(supergraphFile, compose(subgraphs))
  process.stdout.write(`Composed ${subgraphs.map(({ name }) => name).join(', ')} into ${supergraphFile}\n`)
}
