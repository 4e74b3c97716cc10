import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GraphQLSchema, parse, validate } from 'graphql'
import { repositoryRoot } from './subgraphs.ts'

export interface RecordedOperation {
  /** Path from the root of the repository. */
  readonly path: string
  readonly text: string
}

/** What clients are known to send: the operations of the scenarios and the tabs that GraphiQL opens with. */
export function readOperations(): RecordedOperation[] {
  return globSync('{test/operations,gateway/graphiql/tabs}/*.graphql', { cwd: repositoryRoot })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }))
}

/** The operations this schema does not answer any more, with the reasons; empty when all is well. */
export function operationFaults(schema: GraphQLSchema, operations: readonly RecordedOperation[]): string[] {
  return operations.flatMap(({ path, text }) =>
    validate(schema, parse(text)).map(({ message }) => `${path}: ${message}`),
  )
}
