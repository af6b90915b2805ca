// The lines a shell can take as they are. Pure.

/** The password is read from the file when the line runs, so that it never shows in a terminal. */
export function exportLines(environment: Record<string, string>, file: string): string {
  return Object.entries(environment)
    .map(([name, value]) =>
      name === 'NEO4J_PASSWORD'
        ? `export ${name}="$(sed -n 's/^${name}=//p' '${file}')"`
        : `export ${name}=${value}`,
    )
    .join('\n');
}
