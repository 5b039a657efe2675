export function samplerSerialToken(last: number, _p: object): number {
  return last + 100;
}
