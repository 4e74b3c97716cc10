import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  readonly link?: boolean
  readonly resolved?: string
  readonly integrity?: string
}
const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> }

test('every package comes from the registry, is what it was when it was chosen, and runs nothing when it is installed', () => {
  const foreign = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)
  expect(foreign.length).toBeGreaterThan(100)
  const unsure = foreign.filter(
    ([, { resolved, integrity = '' }]) =>
      (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')) || !/^sha512-/.test(integrity),
  )
  expect(unsure.map(([path]) => path)).toEqual([])
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m)
})
