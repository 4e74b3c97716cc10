import { dirname, join } from 'node:path/posix'
import { type Arrow, arrows } from './arrows.ts'

/** A source file: its path from the root of the repository, and what is in it. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** What the imports of these files break, as sentences; empty when nothing. */
export function importFaults(files: readonly SourceFile[], table: readonly Arrow[] = arrows): string[] {
  return files.flatMap((file) => {
    const place = placeOf(file.path)
    const arrow = table.find(({ folder }) => isIn(place.name, folder))
    if (!arrow) return [`${file.path} lies in no folder of the table`]
    return importsOf(file.text).flatMap((specifier) => faultOf(file.path, place, arrow, specifier))
  })
}

/** Every module a source names: static, for types, for effects, re-exported or dynamic. */
export function importsOf(text: string): string[] {
  const statements = text.matchAll(/^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]/gm)
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)
  return [...statements, ...dynamic].flatMap(([, specifier]) => specifier ?? [])
}

/** A place in the table's words: which service it belongs to is kept apart from where in a service it is. */
interface Place {
  readonly name: string
  readonly service?: string
}

const folders = new Map(
  Object.entries({
    values: 'packages/values',
    contracts: 'packages/contracts',
    spreadsheet: 'packages/spreadsheet',
    'service-kit': 'packages/service-kit',
    messaging: 'packages/messaging',
    'graphql-kit': 'packages/graphql-kit',
    testing: 'packages/testing',
    local: 'infra/local',
    gateway: 'gateway',
  }),
)

function faultOf(path: string, from: Place, arrow: Arrow, specifier: string): string[] {
  const target = targetOf(path, specifier)
  if (target === undefined) {
    const library = libraryOf(specifier)
    return !arrow.libraries || arrow.libraries.includes(library)
      ? []
      : [`${path} imports ${specifier}; ${arrow.folder} uses ${arrow.libraries.join(', ') || 'no library'}`]
  }
  const to = placeOf(target)
  if (to.service !== undefined && to.service !== from.service) return [`${path} imports the service ${to.service}`]
  if (specifier.startsWith('.') && rootOf(target) !== rootOf(path))
    return [`${path} reaches into ${rootOf(target)} by a relative path; its name is @erp/…`]
  const allowed = [arrow.folder, ...arrow.imports].some((folder) => isIn(to.name, folder))
  return allowed ? [] : [`${path} imports ${to.name}; ${arrow.folder} may not`]
}

/** The path in this repository that a specifier means, or undefined for a library. */
function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(path), specifier)
  const [scope, name = ''] = specifier.split('/')
  if (scope !== '@erp') return undefined
  return folders.get(name) ?? `services/${name}/src/main.ts`
}

function libraryOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

function placeOf(path: string): Place {
  const name = path.replace(/\.[a-z]+$/, '')
  const [top, service, ...rest] = name.split('/')
  return top === 'services' && service ? { name: ['service', ...rest].join('/'), service } : { name }
}

/** The workspace a path belongs to: `packages/values`, `services/sales`, `infra/local`, `gateway`, `test`. */
function rootOf(path: string): string {
  const [top = '', next = ''] = path.split('/')
  return ['packages', 'services', 'infra'].includes(top) ? `${top}/${next}` : top
}

function isIn(name: string, folder: string): boolean {
  return name === folder || name.startsWith(`${folder}/`)
}
