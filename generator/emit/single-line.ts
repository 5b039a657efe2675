/** A model's name as a Verilog comment may hold it: printable ASCII in one line that no comment end can escape from. */
export function singleLine(name: string): string {
  return name
    .replace(/[^ -~]/g, '?')
    .replace(/\*\//g, '*?')
    .replace(/\\$/, '?')
    .slice(0, 80);
}
