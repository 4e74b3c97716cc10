type Present<Input> = { [Name in keyof Input]: Exclude<Input[Name], null> }

/** An input whose optional fields may be null: null means left out. */
export function present<Input extends object>(input: Input): Present<Input> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) as Present<Input>
}

/** Those of the named fields that were given as null, where null has a meaning of its own: there is none. */
export function nullsOf<Input extends object, Name extends keyof Input>(
  input: Input,
  names: readonly Name[],
): { readonly [Field in Name]?: null } {
  return Object.fromEntries(names.filter((name) => input[name] === null).map((name) => [name, null])) as {
    [Field in Name]?: null
  }
}
