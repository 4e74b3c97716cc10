import type { NatsAccount } from '@erp/local'

/** One PostgreSQL and one nats-server for a whole test run. */
export interface TestStack {
  /** Connection string of a superuser. */
  readonly superuserUrl: string
  readonly natsUrl: string
  /** Accounts that are alike and do not see each other; each test file takes one. */
  readonly accounts: readonly NatsAccount[]
  readonly stop: () => Promise<void>
}

/** A nats-server of one test file's own, to be killed and robbed of its store. */
export interface OwnNats {
  readonly url: string
  readonly account: NatsAccount
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
  /** Removes everything the stopped server stored. */
  readonly wipe: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type StackKind = 'embedded' | 'containers' | 'external'

/** Where the servers of this run come from. */
export function stackKind(): StackKind {
  const kind = process.env.TEST_STACK ?? 'embedded'
  if (kind === 'embedded' || kind === 'containers' || kind === 'external') return kind
  throw new Error(`TEST_STACK is ${kind}; it may be embedded, containers or external.`)
}

/** Loaded only when wanted: testcontainers is large, and most runs do not need it. */
export async function startStack(directory: string): Promise<TestStack> {
  switch (stackKind()) {
    case 'embedded':
      return (await import('./stack-embedded.ts')).startEmbeddedStack(directory)
    case 'containers':
      return (await import('./stack-containers.ts')).startContainerStack()
    case 'external':
      return (await import('./stack-external.ts')).connectExternalStack()
  }
}

/** With external servers too it is a process of this machine: others' servers are not ours to kill. */
export async function createOwnNats(directory: string): Promise<OwnNats> {
  if (stackKind() === 'containers') return (await import('./stack-containers.ts')).createOwnNatsContainer()
  return (await import('./stack-embedded.ts')).createOwnNatsProcess(directory)
}
