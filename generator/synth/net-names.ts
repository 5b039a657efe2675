import { type Design, fullName, netOf } from './elaborate.ts';

/** The best name of a design-wide net. */
export type NetNamer = (net: number) => string;

/** Names of nets: those of the source before those that yosys made up, then the shortest. Looked up when first asked. */
export function netNamer(design: Design): NetNamer {
  let names: readonly (string | undefined)[] | null = null;
  return (net) => {
    names ??= bestNames(design);
    return names[net] ?? `net ${net}`;
  };
}

function bestNames(design: Design): readonly (string | undefined)[] {
  const best = new Array<string | undefined>(design.netCount).fill(undefined);
  const ranks = new Float64Array(design.netCount).fill(Number.POSITIVE_INFINITY);
  for (const instance of design.instances) {
    for (const { name, visible, bits } of instance.module.netNames) {
      const whole = fullName(instance, name);
      const rank = (visible ? 0 : 1e6) + whole.length;
      bits.forEach((bit, index) => {
        const net = netOf(instance, bit);
        if (net < 0 || rank >= (ranks[net] ?? 0)) return;
        ranks[net] = rank;
        best[net] = bits.length === 1 ? whole : `${whole}[${index}]`;
      });
    }
  }
  return best;
}
