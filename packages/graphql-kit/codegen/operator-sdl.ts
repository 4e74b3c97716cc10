import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type OperatorOptions, operatorSchema } from '@erp/messaging'

/** The operator's part of a subgraph under the service's own names, as its `graphql/operators.ts` wants it, if it has one. */
export async function operatorSdl(service: string, directory: string): Promise<string> {
  const file = join(directory, 'src', 'graphql', 'operators.ts')
  const { operators }: { operators?: OperatorOptions } = existsSync(file) ? await import(file) : {}
  return operatorSchema(service, operators)
}
