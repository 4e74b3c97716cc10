export {
  type Caller,
  type Language,
  type SignatureProblem,
  type SignedRequest,
  signatureHeader,
  signSubgraphRequest,
} from '@erp/service-kit'
export { approvalReasons } from './approval-reasons.ts'
export { auditResolvers } from './audit-resolvers.ts'
export { auditSchema } from './audit-schema.ts'
export {
  type Connection,
  connection,
  connectionOfAll,
  foreignCursor,
  type OrderKeyKind,
  type Page,
  type PageArguments,
  pageCap,
  pageOf,
} from './connection.ts'
export { badInput, forbidden, unauthenticated } from './expected-errors.ts'
export { type FileErrorCode, fileError } from './file-error.ts'
export { type FileStore, fileRequestLine, type StoredFile } from './file-routes.ts'
export { commonMessages, type Message, type Messages, type MessagesFor, sentenceFor } from './messages.ts'
export { measureOperation, type OperationLimits, operationLimits, subgraphLimits } from './operation-limits.ts'
export { codeOf, type Payload, payload, type UserErrorRecord, userError } from './payload.ts'
export { declaredPermissions, type Requirement, undeclaredPermissions } from './permissions.ts'
export { personalDataResolvers } from './personal-data-resolvers.ts'
export { personalDataSchema } from './personal-data-schema.ts'
export { auditedReads } from './read-audit.ts'
export { type Context, languageOf, type RequestContext } from './request-context.ts'
export { retentionResolvers, retentionSchema } from './retention.ts'
export { rowFaults } from './row-faults.ts'
export type { DecimalOutput } from './scalars.ts'
export { buildSchema, type Resolvers, type SchemaOptions } from './schema.ts'
export { type RunningSubgraph, type SubgraphOptions, startSubgraph } from './subgraph.ts'
export { subgraphSdl } from './subgraph-sdl.ts'
export { isStorableText, storableTexts } from './text-arguments.ts'
export { createTokenVerifier, type TokenClaims, type TokenVerifier, tokenProfile } from './user-token.ts'
