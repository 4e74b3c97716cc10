export {
  type AnchoredHead,
  type AuditAnchor,
  type AuditBlock,
  type AuditFault,
  type AuditVerification,
  auditBlock,
  auditBlocksAtOnce,
  countShownDocuments,
  faultAgainst,
  hasUnsealedAudit,
  listAuditAnchors,
  rememberAnchors,
  type ShownDocuments,
  sealAuditBlock,
  verifyAuditBlocks,
} from './audit-chain.ts'
export {
  type AuditChange,
  type AuditEntry,
  type AuditTrailQuery,
  listAuditChanges,
  listAuditTrail,
} from './audit-trail.ts'
export {
  type AuditWatch,
  auditFingerprint,
  endAuditFaults,
  type FoundAuditFault,
  keepAuditFaults,
  listAuditFaults,
  lookAtBlocks,
  readAuditWatch,
  saveAuditWatch,
} from './audit-watch.ts'
export { type BlindIndex, createBlindIndex, type IndexedColumn } from './blind-index.ts'
export { anonymousUserId, type Caller, type Language, serviceUserId, systemCaller } from './caller.ts'
export {
  areIds,
  currencyColumn,
  dayColumn,
  decimalColumn,
  factorColumns,
  factsColumn,
  idsIn,
  moneyColumn,
  quantityColumn,
  toDayColumn,
} from './columns.ts'
export { describeFaults, fieldKeyFile, loadConfig, type ServiceConfig, serviceConfig } from './config.ts'
export { crashPoint } from './crash-point.ts'
export { beyondParties, beyondScope, type DataScope, dataScopeOf, isNarrowed, narrowingOf } from './data-scope.ts'
export { type DatabaseAdapterOptions, databaseAdapter } from './database.ts'
export { type Database, type Opening, openDatabase } from './direct-database.ts'
export { documentsMoved, longestWaitMs, type Wait, waitUntil } from './document-moves.ts'
export { type DutyRelaxation, isDutyRelaxed, rememberDutyRelaxations } from './duty-relaxations.ts'
export {
  isApprovalAsked,
  type PartyGroup,
  replicateApprovalDefinitions,
  replicateItems,
  replicatePartyGroups,
  replicatePeriods,
  replicateTaxCodes,
  replicateVoucherTemplates,
  replicateWarehouses,
} from './fact-replicas.ts'
export {
  createFieldCipher,
  type FieldCipher,
  type FieldKeys,
  type FieldPlace,
  FieldUnreadable,
  keyIdOf,
} from './field-encryption.ts'
export { runFieldKeyCommand } from './field-key-command.ts'
export { addFieldKey, dropFormerFieldKeys, ensureFieldKeys, fieldKeySource } from './field-key-file.ts'
export {
  createFileTickets,
  type FileTicket,
  type FileTicketProblem,
  type FileTickets,
  fileTicketMs,
} from './file-ticket.ts'
export { fingerprint } from './fingerprint.ts'
export { createHealth, type Health, type HealthCheck, type Readiness } from './health.ts'
export type { IdempotencyKeyReused, IdempotentRequest } from './idempotency.ts'
export { closedBy, isForUnnarrowed } from './kept-from-narrowed.ts'
export { createLogger, type Logger } from './logger.ts'
export { Counter, Gauge, Histogram, metrics } from './metrics.ts'
export { MutationsHeld } from './mutations-held.ts'
export { NotForNarrowed, requireUnnarrowed } from './not-for-narrowed.ts'
export { createPersonKeys, type PersonKeys } from './person-keys.ts'
export { listPersonalRecords, type PersonalRecord } from './personal-records.ts'
export { isSessionLost, sqlStateOf, violatedConstraint } from './postgres-errors.ts'
export { type AuditedRead, ReadRecorder } from './read-audit.ts'
export { ReadTooLong } from './read-too-long.ts'
export { type Repeated, repeat, type Timing } from './repeat.ts'
export {
  clientAddressHeader,
  createSignatureVerifier,
  type SignatureProblem,
  type SignatureVerifier,
  type SignedRequest,
  signatureHeader,
  signatureWindowMs,
  signSubgraphRequest,
} from './request-signature.ts'
export {
  purgeExpired,
  type RetentionResult,
  type RetentionRule,
  retentionConfig,
  retentionResults,
  retentionRules,
  startRetention,
} from './retention.ts'
export {
  findMembership,
  installationCompanyId,
  type MembershipFact,
  type RoleFact,
  rememberMemberships,
  rememberRoles,
} from './rights-replica.ts'
export {
  personKeysOf,
  type RotatedFieldKeys,
  resealInBatches,
  rotateFieldKeys,
  type SealingKeys,
  sealingKeysOf,
} from './rotate-field-keys.ts'
export { onShutdown, runSteps, type ShutdownStep } from './shutdown.ts'
export type { PrismaLike, Sql, SqlPart, TransactionOptions } from './sql.ts'
export { StaleDocument } from './stale-document.ts'
export { statementNames } from './statement-names.ts'
export {
  type KeyPairFiles,
  renewOnServer,
  type TlsFiles,
  type TlsMaterial,
  type TlsSource,
  tlsSource,
} from './tls-files.ts'
export { childTraceparent, isTraceparent, newTraceparent, traceIdOf } from './trace.ts'
export {
  type Answer,
  createTransactor,
  type ReadOptions,
  type SystemOptions,
  type Transactor,
  type TransactorOptions,
  transactorFor,
} from './transactor.ts'
export {
  databasesEncrypted,
  encryptedInTransit,
  type TransitSettings,
  tlsFilesOf,
  transitSettings,
} from './transit-config.ts'
export { undoneByRefusal } from './undone-by-refusal.ts'
export type { SystemUnit, UnitOfWork } from './unit-of-work.ts'
export { isUsableKey, UnusableKey } from './unusable-key.ts'
export {
  createRights,
  type RightsSource,
  rightsOfTokenAlone,
  type TokenRights,
  type UserRights,
} from './user-rights.ts'
