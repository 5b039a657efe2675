import { InputError } from '../errors.ts';
import type { CellModel, CellParameters, CellTiming, Family, Figure } from './families/family.ts';
import type { NetlistCell } from './netlist.ts';

/** A pin of a path, or one bit of it; `bit` is -1 for all of them. Delays in picoseconds, of the grade. */
interface PlanInput {
  readonly pin: string;
  readonly bit: number;
  readonly delay: number;
}

export interface CellPlan {
  readonly model: CellModel;
  readonly untimed: ReadonlySet<string>;
  readonly groups: readonly {
    readonly inputs: readonly PlanInput[];
    readonly outputs: readonly { readonly pin: string; readonly bit: number }[];
  }[];
  readonly setup: ReadonlyMap<string, number>;
  /** Setup of inputs that are named nowhere; null where there must be none. */
  readonly otherInputs: number | null;
  readonly clockToOut: ReadonlyMap<string, number>;
  readonly internal: number | null;
  /** Number of the pin's tag in the family's local wires, 0 for none. */
  readonly tags: ReadonlyMap<string, number>;
  readonly viaRouting: ReadonlyMap<string, number>;
  readonly pathPins: ReadonlySet<string>;
}

/** Finds the plan of a cell; cells of one type with the same registers share it. */
export type Planner = (cell: NetlistCell) => CellPlan;

/** @param tagNumber number of a tag, from 1 */
export function planner(family: Family, tagNumber: (tag: string) => number): Planner {
  const byType = new Map<string, CellPlan>();
  const byRegisters = new Map<string, CellPlan>();
  return (cell) => {
    const fixed = byType.get(cell.type);
    if (fixed !== undefined) return fixed;
    const model = family.cells.get(cell.type);
    if (model === undefined) throw unknownCell(family, cell);
    const parameters = parametersOf(cell);
    const key = [cell.type, ...(model.timedBy ?? []).map((name) => parameters.text(name))].join('|');
    const known = byRegisters.get(key);
    if (known !== undefined) return known;
    const plan = compile(model, model.timing(parameters), family.scale.factor, tagNumber);
    (model.timedBy === undefined ? byType : byRegisters).set(
      model.timedBy === undefined ? cell.type : key,
      plan,
    );
    return plan;
  };
}

export function parametersOf(cell: NetlistCell): CellParameters {
  const text = (name: string) => {
    const value = cell.parameters[name];
    return value === undefined ? '' : String(value).trim();
  };
  return {
    text,
    number: (name) => {
      const value = text(name);
      if (/^[01]+$/.test(value)) return Number.parseInt(value, 2);
      const number = Number(value);
      return Number.isFinite(number) ? number : 0;
    },
  };
}

function compile(
  model: CellModel,
  timing: CellTiming,
  factor: number,
  tagNumber: (tag: string) => number,
): CellPlan {
  const scaled = ({ picoseconds }: Figure) => picoseconds * factor;
  const all = (figures: Readonly<Record<string, Figure>> | undefined) =>
    new Map(Object.entries(figures ?? {}).map(([pin, delay]) => [pin, scaled(delay)]));
  const groups = (timing.paths ?? []).map(({ from, to }) => ({
    inputs: from.map(({ pin, delay }) => ({ ...splitPin(pin), delay: scaled(delay) })),
    outputs: to.map(splitPin),
  }));
  return {
    model,
    untimed: new Set(timing.untimed),
    groups,
    setup: all(timing.setup),
    otherInputs: timing.otherInputs === undefined ? null : scaled(timing.otherInputs),
    clockToOut: all(timing.clockToOut),
    internal: timing.internal === undefined ? null : scaled(timing.internal),
    tags: new Map(Object.entries(timing.tags ?? {}).map(([pin, tag]) => [pin, tagNumber(tag)])),
    viaRouting: all(timing.viaRouting),
    pathPins: new Set(groups.flatMap(({ inputs, outputs }) => [...inputs, ...outputs].map(({ pin }) => pin))),
  };
}

/** `S[3]` → pin S, bit 3; `A` → pin A, all bits (-1). */
function splitPin(text: string): { readonly pin: string; readonly bit: number } {
  const match = /^(.*)\[(\d+)\]$/.exec(text);
  return match === null ? { pin: text, bit: -1 } : { pin: match[1] ?? text, bit: Number(match[2]) };
}

function unknownCell(family: Family, cell: NetlistCell): InputError {
  return new InputError({
    subject: `cell ${cell.name}`,
    rule: `is of a type that the table of ${family.name} does not have`,
    received: cell.type,
    hint: `add it to generator/synth/families, with its delays and their sources`,
  });
}
