/**
 * What each folder may import from this repository, beside itself. `service` stands for any one service: no folder of a
 * service ever imports another service. `libraries` names the npm packages and node modules it may use; left out, any.
 */
export interface Arrow {
  readonly folder: string
  readonly imports: readonly string[]
  readonly libraries?: readonly string[]
}

const values = 'packages/values'
const contracts = 'packages/contracts'
const serviceKit = 'packages/service-kit'
const messaging = 'packages/messaging'
const graphqlKit = 'packages/graphql-kit'
const spreadsheet = 'packages/spreadsheet'
const testing = 'packages/testing'
const local = 'infra/local'
const everyKit = [values, contracts, spreadsheet, serviceKit, messaging, graphqlKit]

/** The first row whose folder a file lies in decides, so the narrower one stands first. */
export const arrows: readonly Arrow[] = [
  // Packages: each on those before it.
  { folder: 'packages/values/src', imports: [], libraries: ['decimal.js', 'uuid'] },
  { folder: 'packages/contracts/src', imports: [values], libraries: ['zod'] },
  { folder: 'packages/spreadsheet/src', imports: [values], libraries: ['saxes', 'node:zlib'] },
  { folder: 'packages/service-kit/src', imports: [values] },
  { folder: 'packages/messaging/src', imports: [values, contracts, serviceKit] },
  { folder: 'packages/graphql-kit/src', imports: [values, serviceKit] },
  { folder: 'packages/graphql-kit/codegen', imports: ['packages/graphql-kit/src', values, messaging] },
  { folder: 'packages/testing', imports: [...everyKit, local] },
  { folder: 'packages/contracts', imports: [values] },
  { folder: 'packages', imports: [...everyKit, testing, local] },

  // A service: rules know only values; edges know rules; nothing knows the edges.
  // A rule has no library, except that hashing a password or a token is computation too.
  { folder: 'service/src/domain', imports: [values], libraries: ['@node-rs/argon2', 'node:crypto'] },
  { folder: 'service/src/store', imports: ['service/src/domain', 'service/src/generated/prisma', values, serviceKit] },
  {
    folder: 'service/src/use-cases',
    imports: ['service/src/domain', 'service/src/store', values, contracts, spreadsheet, messaging, serviceKit],
  },
  {
    folder: 'service/src/sagas',
    imports: ['service/src/use-cases', 'service/src/domain', values, contracts, messaging],
  },
  // Handlers turn what is on the wire into documents; of the store they know only what a transaction is.
  {
    folder: 'service/src/messaging',
    imports: [
      'service/src/domain',
      'service/src/use-cases',
      'service/src/sagas',
      'service/src/store/database',
      values,
      contracts,
      messaging,
    ],
  },
  // Callers and languages are words of the service kit; transactions it gets from its context.
  {
    folder: 'service/src/graphql',
    imports: [
      'service/src/domain',
      'service/src/store',
      'service/src/use-cases',
      'service/src/generated/graphql',
      values,
      serviceKit,
      graphqlKit,
    ],
  },
  { folder: 'service/src/config', imports: [serviceKit] },
  { folder: 'service/src/main', imports: ['service/src', ...everyKit] },
  // A command line that starts as main does: identity's first administrator.
  { folder: 'service/src/bootstrap', imports: ['service/src', ...everyKit] },
  { folder: 'service/test', imports: ['service', ...everyKit, testing] },
  { folder: 'service/bench', imports: ['service', ...everyKit, testing] },

  // The edges of the system.
  // The gateway measures operations and checks tokens with the same code as the subgraphs behind it.
  { folder: 'gateway/src', imports: [values, serviceKit, graphqlKit] },
  { folder: 'gateway', imports: [values, serviceKit, graphqlKit, testing] },
  { folder: 'infra', imports: [] },
  { folder: 'test', imports: [...everyKit, testing, local] },
]
