export { type Authority, type CertificateRequest, type IssuedCertificate, openAuthority } from './authority.ts'
export { type CertificateFiles, certificateFiles, ensureCertificates, type HeldCertificate } from './certificates.ts'
export { type Exit, isRunning, type Program, startProgram } from './child-process.ts'
export { type Company, type Job, jobs, openCompany } from './company.ts'
export {
  connectionUrl,
  createRolePasswords,
  dropDatabase,
  ensureDatabase,
  ensureRoles,
  type Purpose,
  purposes,
  type RolePasswords,
  roleUrl,
} from './databases.ts'
export { demoQueries } from './demo-queries.ts'
export { freePort } from './free-port.ts'
export { askGraph, type GraphSession, logIn, Refused, type UserError, untilKnown } from './graph-client.ts'
export { migrate, migrationsOf } from './migrate.ts'
export { findNatsServer } from './nats-binary.ts'
export {
  connectNats,
  type NatsAccount,
  type NatsServer,
  natsConfiguration,
  startNatsServer,
} from './nats-server.ts'
export { createNatsUsers, inboxPrefix, type NatsUser, type NatsUserName, permissionsOf } from './nats-users.ts'
export { type PostgresServer, startPostgres } from './postgres.ts'
export { epochKey, type ProvisionOptions, provision, TopologyDrift } from './provision.ts'
export { ensureDirectory, isServiceName, repositoryRoot, type ServiceName, services } from './repository.ts'
export type { Login, StackFile } from './stack-file.ts'
export { createSupervisor, type Part, type Supervisor } from './supervisor.ts'
export {
  type Administrator,
  bootstrapIdentity,
  type ProcessName,
  processNames,
  type SystemKeys,
  type SystemSettings,
  systemProgram,
  untilReady,
  urlOf,
} from './system-programs.ts'
export { commandStream, consumers, conversations, eventStream, listenersOf, streams } from './topology.ts'
export { describeFindings, type Finding } from './verification/finding.ts'
export { type VerifyOptions, verifySystem } from './verification/verify-system.ts'
