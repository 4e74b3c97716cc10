import { type Refusal, refuse } from '@erp/values'

/** A name in both languages that people use. */
export interface LocalizedName {
  readonly zh: string
  readonly en: string
}

/** A value that a person typed cannot be used; `problem` is a constant in capitals, `path` says where it stands. */
export type InvalidInput = Refusal<'InvalidInput', { field: string; problem: string; path: readonly string[] }>

/** Somebody changed the document after it was read. */
export type StaleVersion = Refusal<'StaleVersion', { currentVersion: number }>

/** Refuses the field at `path`, dots between its steps, as it stands under `input`. */
export function invalid(path: string, problem: string): InvalidInput {
  return refuse('InvalidInput', { field: path, problem, path: pathOf(path) })
}

/** The place of a field under `input`: `lines.0.quantity` → input, lines, 0, quantity. */
export function pathOf(path: string): readonly string[] {
  return ['input', ...path.split('.')]
}

/** A refusal that says where in the input its cause stands. */
export function at<Refused extends Refusal>(refusal: Refused, path: string): Refused & { path: readonly string[] } {
  return { ...refusal, path: pathOf(path) }
}

/** A text of 1 to `most` characters that does not begin or end with a space. */
export function textProblem(text: string, most: number): string | undefined {
  if (text.trim() === '') return 'EMPTY'
  if (text.length > most) return 'TOO_LONG'
  return text === text.trim() ? undefined : 'SPACE_AT_AN_END'
}

/** A document is decided on as it was read: refuses when it has moved on since. */
export function requireVersion(
  document: { readonly version: number },
  expectedVersion: number,
): StaleVersion | undefined {
  return document.version === expectedVersion ? undefined : refuse('StaleVersion', { currentVersion: document.version })
}
