import type { SourceFile } from './import-faults.ts'

/** A rule of the house: what a file may not hold, why, and where it may after all. */
interface Rule {
  readonly rule: string
  readonly forbidden: RegExp
  readonly within?: RegExp
  readonly except?: RegExp
}

const tests = /(^|\/)(test|bench)\//
const productSources = /^(packages|services|gateway|infra)\//

const rules: readonly Rule[] = [
  {
    rule: 'The environment is read once, at the edge: in config.ts, or where a process starts.',
    forbidden: /\bprocess\.env\b/,
    within: /^(services|gateway)\//,
    except: /(^|\/)(config|main|bootstrap)\.ts$|(^|\/)(test|bench)\//,
  },
  {
    rule: 'The kits are told their settings; crash points, generators and the test stack are the ones that ask.',
    forbidden: /\bprocess\.env\b/,
    within: /^packages\//,
    except: /^packages\/(service-kit\/src\/crash-point\.ts|graphql-kit\/codegen\/|testing\/)|(^|\/)test\//,
  },
  { rule: 'Services log through the logger.', forbidden: /\bconsole\./ },
  { rule: 'Money and quantities are never floats.', forbidden: /\bparseFloat\b|\.toNumber\(/, within: productSources },
  {
    rule: 'SQL takes parameters.',
    forbidden: /\$(query|execute)RawUnsafe\b|\bPrisma\.raw\(/,
    within: productSources,
    except: tests,
  },
  { rule: 'What is unfinished is not committed.', forbidden: /\b(TODO|FIXME|HACK)\b/ },
  {
    rule: 'A test that runs alone or never runs is not committed.',
    forbidden: /\b(describe|test|it)\.(only|skip|todo)\b/,
  },
]

const shapelessNames = /(^|\/)(utils?|helpers?|common|managers?|misc|shared)(\.ts|\/)/
const barrel = /^services\/.*\/index\.ts$/
const longestFile = 300
const longestTest = 500

/** What these files break of the house rules, as sentences; empty when nothing. */
export function houseFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => [
    ...rules
      .filter(
        ({ forbidden, within, except }) => within?.test(path) !== false && !except?.test(path) && forbidden.test(text),
      )
      .map(({ rule }) => `${path}: ${rule}`),
    ...(shapelessNames.test(path) ? [`${path}: A file is named by its document or its verb.`] : []),
    ...(barrel.test(path) ? [`${path}: There are no barrel files inside a service.`] : []),
    ...(text.split('\n').length > (tests.test(path) ? longestTest : longestFile)
      ? [`${path}: A file this long is split by verb.`]
      : []),
  ])
}
