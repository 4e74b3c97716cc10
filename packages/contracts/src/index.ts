export * from './catalogue.ts'
export * from './define.ts'
export * from './registry.ts'
export * from './wire.ts'
