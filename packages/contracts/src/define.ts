import type { z } from 'zod'

/**
 * What one kind of event looks like on the wire. Its stream is `EVT_<SERVICE>`, its subject
 * `evt.<service>.<aggregate>.<aggregate id>`, or `evt.<service>.<aggregate>.<kind>.<aggregate id>` where its payload is of a kind.
 */
export type EventContract<Payload = unknown> = {
  readonly kind: 'event'
  /** `<service>.<aggregate>.<fact>.v<major>`; a change of meaning is a new major, everything else only adds fields. */
  readonly type: string
  readonly service: string
  readonly aggregate: string
  readonly major: number
  readonly schema: z.ZodType<Payload>
  /** Golden examples: every consumer's tests must accept them for as long as the major lives. */
  readonly examples: readonly Payload[]
  /** What listeners choose by; the same for everything that is ever told of one aggregate. */
  kindOf?(payload: Payload): string
}

/** What one kind of command looks like on the wire. Its stream is `CMD_<TARGET>`, its subject `cmd.<target>.<command>.<saga id>`. */
export type CommandContract<Payload = unknown> = {
  readonly kind: 'command'
  /** `<target>.<command>.v<major>`. */
  readonly type: string
  readonly target: string
  readonly command: string
  readonly major: number
  readonly schema: z.ZodType<Payload>
  readonly examples: readonly Payload[]
}

export type PayloadOf<Contract> =
  Contract extends EventContract<infer Payload>
    ? Payload
    : Contract extends CommandContract<infer Payload>
      ? Payload
      : never

/** Declares an event `<service>.<aggregate>.<fact>.v<major>`. Throws when the name has another form. */
export function defineEvent<Payload>(
  type: string,
  said: Pick<EventContract<Payload>, 'schema' | 'examples' | 'kindOf'>,
): EventContract<Payload> {
  const [, service, aggregate, , major] = /^([a-z]+)\.([a-z-]+)\.([a-z-]+)\.v(\d+)$/.exec(type) ?? []
  if (!service || !aggregate || !major)
    throw new Error(`An event is named <service>.<aggregate>.<fact>.v<major>: ${type}`)
  return { kind: 'event', type, service, aggregate, major: Number(major), ...said }
}

/** Declares a command `<target>.<command>.v<major>`. Throws when the name has another form. */
export function defineCommand<Payload>(
  type: string,
  { schema, examples }: { schema: z.ZodType<Payload>; examples: readonly Payload[] },
): CommandContract<Payload> {
  const [, target, command, major] = /^([a-z]+)\.([a-z-]+)\.v(\d+)$/.exec(type) ?? []
  if (!target || !command || !major) throw new Error(`A command is named <target>.<command>.v<major>: ${type}`)
  return { kind: 'command', type, target, command, major: Number(major), schema, examples }
}
