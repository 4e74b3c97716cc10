import { nkeys } from '@nats-io/transport-node'
import { type ServiceName, services } from './repository.ts'
import { commandStream, consumers, conversations, eventStream } from './topology.ts'

/** `provisioner` creates streams and durables; `admin` may do anything in the account and exists in tests only. */
export type NatsUserName = ServiceName | 'provisioner' | 'admin'

export interface NatsUser {
  readonly name: NatsUserName
  /** The public key the server knows. */
  readonly publicKey: string
  /** The private half; whoever has it is this user. */
  readonly seed: string
}

export interface NatsPermissions {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

export function createNatsUser(name: NatsUserName): NatsUser {
  const pair = nkeys.createUser()
  return { name, publicKey: pair.getPublicKey(), seed: new TextDecoder().decode(pair.getSeed()) }
}

/** The user a seed belongs to. */
export function natsUserFromSeed(name: NatsUserName, seed: string): NatsUser {
  return { name, publicKey: nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey(), seed }
}

/** What a user may publish and subscribe to, and nothing beyond. */
export function permissionsOf(user: NatsUserName): NatsPermissions {
  if (user === 'admin') return { publish: ['>'], subscribe: ['>'] }
  if (user === 'provisioner') return provisionerPermissions
  return permissionsOfService(user)
}

/**
 * A service publishes its own events and the commands it may send, takes and acknowledges from its own durables, and
 * looks at the streams it publishes to (to find out what happened to a message whose acknowledgement was lost) and
 * listens to (to read again what was lost on the way). It can create, change and delete nothing.
 */
function permissionsOfService(service: ServiceName): NatsPermissions {
  const commandTargets = Object.keys(conversations[service].commands) as ServiceName[]
  const own = consumers.filter((consumer) => consumer.service === service)
  const seen = new Set([eventStream(service), ...commandTargets.map(commandStream), ...own.map(({ stream }) => stream)])
  return {
    publish: [
      `evt.${service}.>`,
      ...Object.entries(conversations[service].commands).flatMap(([target, commands]) =>
        commands.map((command) => `cmd.${target}.${command}.>`),
      ),
      ...[...seen].flatMap((stream) => [`$JS.API.STREAM.INFO.${stream}`, `$JS.API.STREAM.MSG.GET.${stream}`]),
      ...own.flatMap(({ stream, durable }) => [
        `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
        `$JS.ACK.${stream}.${durable}.>`,
      ]),
    ],
    subscribe: [`${inboxPrefix(service)}.>`],
  }
}

/** Replies come to a subject only this user may read. */
export function inboxPrefix(user: NatsUserName): string {
  return `_INBOX_${user}`
}

const provisionerPermissions: NatsPermissions = {
  publish: [
    '$JS.API.INFO',
    '$JS.API.STREAM.INFO.*',
    '$JS.API.STREAM.CREATE.*',
    '$JS.API.STREAM.UPDATE.*',
    '$JS.API.CONSUMER.INFO.*.*',
    '$JS.API.CONSUMER.CREATE.*.*',
    '$JS.API.CONSUMER.CREATE.*.*.>',
    '$JS.API.CONSUMER.DURABLE.CREATE.*.*',
  ],
  subscribe: [`${inboxPrefix('provisioner')}.>`],
}

/** One user a service and the provisioner; the seeds are kept by the caller. */
export function createNatsUsers(extra: readonly NatsUserName[] = []): NatsUser[] {
  return [...services, 'provisioner' as const, ...extra].map(createNatsUser)
}
