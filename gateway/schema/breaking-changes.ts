import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import type { GraphQLSchema } from 'graphql'
import { apiSchemaOf } from './api-schema.ts'
import { repositoryRoot } from './subgraphs.ts'

const supergraphPath = 'gateway/supergraph.graphql'

/** Changes that were decided to break clients: one a line, as this check names it. Emptied with each release. */
const acceptedFile = join(repositoryRoot, 'gateway', 'schema', 'accepted-breaking-changes.txt')

/** The changes between two schemas that can break a client, `<path>: <what changed>`, without those accepted. */
export async function breakingChanges(before: GraphQLSchema, after: GraphQLSchema): Promise<string[]> {
  const accepted = new Set(acceptedChanges())
  const changes = await diff(before, after)
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => `${path ?? 'schema'}: ${message}`)
    .filter((change) => !accepted.has(change))
}

/**
 * The schema as last committed on main, and where it was read: `SCHEMA_BASE` if the environment names a commit, else
 * what main was before the change at hand. Undefined when there is no earlier supergraph, as in the first commit.
 */
export function committedSchema(
  base: string | undefined,
): { readonly revision: string; readonly schema: GraphQLSchema } | undefined {
  const head = git('rev-parse', 'HEAD')
  const candidates = base ? [base] : ['origin/main', 'main']
  for (const candidate of [...candidates, 'HEAD^']) {
    const revision = git('rev-parse', '--verify', '--quiet', candidate)
    // A clean checkout of main is compared with the commit before, or nothing would ever be found there.
    if (revision === undefined || (revision === head && !supergraphIsEdited())) continue
    const sdl = git('show', `${revision}:${supergraphPath}`)
    if (sdl !== undefined) return { revision: `${candidate} (${revision.slice(0, 7)})`, schema: apiSchemaOf(sdl) }
  }
  return undefined
}

function supergraphIsEdited(): boolean {
  return git('diff', '--quiet', 'HEAD', '--', supergraphPath) === undefined
}

function acceptedChanges(): string[] {
  if (!existsSync(acceptedFile)) return []
  const lines = readFileSync(acceptedFile, 'utf8').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}

/** The output of a git command; undefined when it fails, as it does outside a repository. */
function git(...command: string[]): string | undefined {
  try {
    return execFileSync('git', command, {
      cwd: repositoryRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 32 * 1_024 * 1_024,
    }).trim()
  } catch {
    return undefined
  }
}
