import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { auditSchema } from '../src/audit-schema.ts'
import { personalDataSchema } from '../src/personal-data-schema.ts'
import { retentionSchema } from '../src/retention.ts'
import { subgraphSdl } from '../src/subgraph-sdl.ts'
import { operatorSdl } from './operator-sdl.ts'
import { generatePrismaClient } from './prisma-client.ts'
import { generateResolverTypes } from './resolver-types.ts'

/**
 * Writes src/generated of the service in the current folder: the Prisma client, the subgraph's whole SDL and the types
 * of its resolvers. Needs no network and no database.
 */
async function generate(directory: string): Promise<void> {
  const generated = join(directory, 'src', 'generated')
  mkdirSync(generated, { recursive: true })
  generatePrismaClient(directory)
  const service = serviceName(directory)
  const sdl = subgraphSdl(
    join(directory, 'schema'),
    [
      await operatorSdl(service, directory),
      auditSchema(service),
      personalDataSchema(service),
      retentionSchema(service),
    ].join('\n'),
  )
  writeFileSync(join(generated, 'schema.graphql'), sdl)
  writeFileSync(join(generated, 'graphql.ts'), await generateResolverTypes(directory, sdl))
}

/** `sales` for the workspace `@erp/sales`. */
function serviceName(directory: string): string {
  const { name } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name: string }
  return name.replace('@erp/', '')
}

await generate(process.cwd())
