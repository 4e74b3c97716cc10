import { type Refusal, refuse } from '@erp/values'

/** A name in both languages, each 1–200 characters. */
export type LocalizedName = { readonly zh: string; readonly en: string }

export type InvalidInput = Refusal<'InvalidInput', { field: string; problem: string; path: readonly string[] }>
export type StaleVersion = Refusal<'StaleVersion', { currentVersion: number }>

const codeForm = /^[\p{L}\p{N}](?:[\p{L}\p{N}._/ -]{0,38}[\p{L}\p{N}._/-])?$/u

/** What is wrong with a code: 1–40 letters, digits, `.`, `_`, `/`, `-` and inner spaces, starting with a letter or digit. */
export function codeProblem(code: string): InvalidInput | undefined {
  return codeForm.test(code) ? undefined : invalidInput('code', 'FORM')
}

export function nameProblem({ zh, en }: LocalizedName): InvalidInput | undefined {
  for (const [field, text] of [
    ['name.zh', zh],
    ['name.en', en],
  ] as const)
    if (text.trim() !== text || text.length < 1 || text.length > 200) return invalidInput(field, 'LENGTH')
  return undefined
}

/** The name after a change that was decided on a certain version of the document. */
export function changedName(
  current: { readonly version: number; readonly name: LocalizedName },
  change: { readonly expectedVersion: number; readonly name?: LocalizedName | undefined },
): LocalizedName | InvalidInput | StaleVersion {
  if (current.version !== change.expectedVersion) return refuse('StaleVersion', { currentVersion: current.version })
  const name = change.name ?? current.name
  return nameProblem(name) ?? name
}

/** A value that cannot be used; `field` names it below the input, parts joined by dots. */
export function invalidInput(field: string, problem: string): InvalidInput {
  return refuse('InvalidInput', { field, problem, path: ['input', ...field.split('.')] })
}
