import { v7, validate } from 'uuid'

/** A new id: UUIDv7, so that later ids sort after earlier ones. */
export function newId(): string {
  return v7()
}

/** True for the text form of a UUID, whoever made it. */
export function isId(value: unknown): value is string {
  return validate(value)
}
