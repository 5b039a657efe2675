export function samplerSerialLatencyCycles(_p: object): number {
  return 100;
}
