import type { Design, Instance } from './elaborate.ts';
import type { NetlistCell } from './netlist.ts';

/** A cell of the family's library, where it is in the design. */
export interface LeafCell {
  readonly instance: Instance;
  readonly cell: NetlistCell;
}

export function leafCells({ instances, netlist }: Design): readonly LeafCell[] {
  return instances.flatMap((instance) =>
    instance.module.cells
      .filter((cell) => !netlist.modules.has(cell.type))
      .map((cell) => ({ instance, cell })),
  );
}
