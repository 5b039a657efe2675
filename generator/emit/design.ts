import type { IntegerModel } from '../model/integer-model.ts';
import type { Netlist } from '../netlist/netlist.ts';
import { type EncodedProgram, encodeProgram } from '../program/encode.ts';
import { type Schedule, schedulePlan } from '../program/schedule-plan.ts';
import type { Plan } from '../sizing/plan.ts';
import { checkAttention } from '../units/attention/latency.ts';
import { parallelAttentionParameters } from '../units/attention/parameters.ts';
import { type UnitContext, unitContext } from '../units/context.ts';
import { coreNetlist } from './core-netlist.ts';
import { memoryImages } from './memory-images.ts';
import { singleLine } from './single-line.ts';

/** A design, made once from a model and a plan; everything that is emitted follows from it. */
export interface Design {
  readonly context: UnitContext;
  readonly schedule: Schedule;
  readonly program: EncodedProgram;
  /** Memory images by path in the build folder. */
  readonly images: ReadonlyMap<string, string>;
  readonly core: Netlist;
}

/** @throws InputError where a unit cannot be built so */
export function makeDesign(model: IntegerModel, plan: Plan): Design {
  const context = unitContext(model, plan);
  checkAttention(parallelAttentionParameters(context), model.tables);
  const schedule = schedulePlan(context);
  const program = encodeProgram(schedule.operations, context);
  return {
    context,
    schedule,
    program,
    images: memoryImages(context, schedule.operations, program),
    core: coreNetlist(context, program, singleLine(model.name)),
  };
}
