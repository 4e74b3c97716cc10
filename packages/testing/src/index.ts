export { applyAgain } from './apply-again.ts'
export { columnsWith } from './columns-with.ts'
export { type EventuallyOptions, eventually } from './eventually.ts'
export { type FixedClock, fixedClock } from './fixed-clock.ts'
export type { TestKeys } from './keys.ts'
export { type ListenOptions, listenAs } from './listen-as.ts'
export { mintToken, type TokenClaims, testKeys } from './mint-token.ts'
export { type NewCompany, newCompany } from './new-company.ts'
export { serviceEnvironment } from './service-environment.ts'
export {
  type GraphAnswer,
  type GraphError,
  type GraphRequest,
  gatewayRequest,
  subgraphRequest,
} from './subgraph-request.ts'
export { type OwnSystem, startSystem, type TestSystem, useSystem } from './system.ts'
export { type TestAuthority, useAuthority, yesterday } from './use-authority.ts'
export { type TestDatabase, useDatabase } from './use-database.ts'
export { type TestNats, useNats } from './use-nats.ts'
export { type WorkbookCell, workbookParts, writeWorkbook, zip } from './write-workbook.ts'
