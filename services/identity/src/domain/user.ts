import { type Refusal, refuse } from '@erp/values'
import { commonPasswords } from './common-passwords.ts'
import type { InvalidInput } from './company.ts'
import type { DataRights } from './data-rights.ts'

/** PERSON: logs in with a password. SERVICE: a program of one company, which comes in with a key. */
export type UserKind = 'PERSON' | 'SERVICE'

/** Somebody who can come in, as one company sees them: with the roles held and what they are narrowed to there. */
export interface User extends DataRights {
  readonly id: string
  readonly kind: UserKind
  readonly active: boolean
  /** Role codes in the company asked for, sorted. */
  readonly roleCodes: readonly string[]
  /** Whom they report to in that company. */
  readonly managerId: string | null
  /** Grows with every change of the user or of their roles in any company. */
  readonly version: number
  readonly createdAt: Date
}

/** What somebody is called. Kept sealed, and opened for whoever asks for it. */
export interface UserNames {
  readonly id: string
  readonly username: string
  readonly displayName: string
}

export const administratorRole = 'ADMINISTRATOR'
export const passwordLength = { minimum: 8, maximum: 200 }

export type PasswordTooWeak = Refusal<'PasswordTooWeak', { minimumLength: number; maximumLength: number }>
export type PasswordTooCommon = Refusal<'PasswordTooCommon'>
export type StaleVersion = Refusal<'StaleVersion', { currentVersion: number }>

/** The form in which login names are kept and compared. */
export function normalizeUsername(typed: string): string {
  return typed.trim().toLowerCase()
}

/** Checks the names of a new user: 2 to 40 lower-case letters, digits, dots, dashes, underscores; 1 to 100 characters. */
export function checkNames(username: string, displayName: string): InvalidInput | undefined {
  if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(username)) {
    return refuse('InvalidInput', { field: 'username', problem: 'NOT_A_USERNAME' })
  }
  const length = displayName.trim().length
  if (length < 1 || length > 100)
    return refuse('InvalidInput', { field: 'displayName', problem: 'LENGTH_NOT_1_TO_100' })
  return undefined
}

/**
 * Length is what makes a password strong, and not being among those that are guessed first; the upper bound keeps hashing
 * cheap. No rules about kinds of characters.
 */
export function checkPassword(username: string, password: string): PasswordTooWeak | PasswordTooCommon | undefined {
  const length = [...password].length
  const acceptable =
    length >= passwordLength.minimum &&
    length <= passwordLength.maximum &&
    !password.toLowerCase().includes(username.toLowerCase())
  if (acceptable) return isCommon(password) ? refuse('PasswordTooCommon') : undefined
  return refuse('PasswordTooWeak', { minimumLength: passwordLength.minimum, maximumLength: passwordLength.maximum })
}

/** A year or a sign around a common password makes it no better: `Welcome2026!` is `welcome`, guessed in a moment. */
function isCommon(password: string): boolean {
  const typed = password.toLowerCase()
  const core = typed.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  return [typed, core, `${core}1`, `${core}12`, `${core}123`].some((guess) => commonPasswords.has(guess))
}

/** A change is made on the version the caller saw, or not at all. */
export function checkVersion(seen: { readonly version: number }, expectedVersion: number): StaleVersion | undefined {
  return seen.version === expectedVersion ? undefined : refuse('StaleVersion', { currentVersion: seen.version })
}
