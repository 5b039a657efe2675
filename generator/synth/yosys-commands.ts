import { InputError } from '../errors.ts';
import type { FamilyName } from './families.ts';

export interface MappingRequest {
  /** Verilog files, relative to yosys' working directory. */
  readonly files: readonly string[];
  readonly top: string;
  readonly family: FamilyName;
  /** Speed grade, or the device of iCE40: `up5k` has DSPs and large memories, `hx8k` has neither. */
  readonly grade?: string | undefined;
  /** One module, or the hierarchy as written. */
  readonly flatten: boolean;
  /** Modules that stay what they are in a flat netlist, each flat inside. */
  readonly kept?: readonly string[];
}

/** The yosys commands from reading the Verilog to a checked, mapped netlist. @throws InputError */
export function synthesisCommands(request: MappingRequest): readonly string[] {
  const top = identifier(request.top);
  return [
    // Without -defer every module is also read with its default parameters, so with no memory image.
    `read_verilog -defer ${request.files.map(quoted).join(' ')}`,
    `hierarchy -check -top ${top}`,
    // A module with parameters is called $paramod…\name by then; the one character is the backslash, which scripts cannot say.
    ...(request.kept ?? []).map(
      (name) => `setattr -mod -set keep_hierarchy 1 ${identifier(name)} $paramod*?${identifier(name)}`,
    ),
    ...mapping(request, top),
    'check -assert',
    // Source positions double the size of the netlist and are used by nothing.
    'attrmap -remove src',
  ];
}

/** Without pads and clock buffers where the family's script would add them: a design here is a block. */
function mapping({ family, grade, flatten }: MappingRequest, top: string): readonly string[] {
  const kept = flatten ? '' : ' -noflatten';
  switch (family) {
    case 'xilinx_ultrascale_plus':
      return ultrascalePlus(
        `synth_xilinx -family xcup -uram -noiopad -noclkbuf${flatten ? ' -flatten' : ''} -top ${top}`,
      );
    case 'xilinx_7':
      return [`synth_xilinx -family xc7 -noiopad -noclkbuf${flatten ? ' -flatten' : ''} -top ${top}`];
    case 'cyclone_v':
      return [`synth_intel_alm -family cyclonev -noiopad -noclkbuf${kept} -top ${top}`];
    case 'ecp5':
      return [`synth_ecp5${kept} -top ${top}`];
    case 'ice40':
      return [`synth_ice40${grade === 'up5k' ? ' -dsp -spram' : ''}${kept} -top ${top}`];
    case 'gowin':
      // With its wide multiplexers abc takes half as many LUTs again: 3,024 for 2,068 in dequantise, 4,255 for 2,763 in norm_quantise.
      return [`synth_gowin -noiopads -nowidelut${kept} -top ${top}`];
  }
}

/**
 * `synth_xilinx` of yosys 0.23 with its step `map_dsp` written out: there it moves registers and adders into
 * the DSPs of 7 series only, which leaves every UltraScale+ multiplier without its pipeline. The two blocks
 * are alike in all that this step touches, so it is shown one and given back the other.
 */
function ultrascalePlus(script: string): readonly string[] {
  return [
    `${script} -run begin:map_dsp`,
    'memory_dff',
    'techmap -map +/mul2dsp.v -map +/xilinx/xcu_dsp_map.v -D DSP_A_MAXWIDTH=27 -D DSP_B_MAXWIDTH=18 ' +
      '-D DSP_A_MAXWIDTH_PARTIAL=18 -D DSP_A_MINWIDTH=2 -D DSP_B_MINWIDTH=2 -D DSP_Y_MINWIDTH=9 ' +
      '-D DSP_SIGNEDONLY=1 -D DSP_NAME=$__MUL27X18',
    'select a:mul2dsp',
    'setattr -unset mul2dsp',
    'opt_expr -fine',
    'wreduce',
    'select -clear',
    'chtype -set DSP48E1 t:DSP48E2',
    'xilinx_dsp -family xc7',
    'chtype -set DSP48E2 t:DSP48E1',
    'chtype -set $mul t:$__soft_mul',
    `${script} -run coarse:`,
  ];
}

/** A module name as yosys takes it in a script. @throws InputError */
function identifier(name: string): string {
  if (/^[A-Za-z_][\w$]*$/.test(name)) return name;
  throw new InputError({ subject: 'top module', rule: 'must be a plain Verilog name', received: name });
}

/** A file name in a yosys script, which knows no escapes. @throws InputError */
export function quoted(path: string): string {
  if (/["\n\\;]/.test(path)) {
    throw new InputError({
      subject: 'path',
      rule: 'must have no quotes, semicolons or line ends',
      received: path,
    });
  }
  return `"${path}"`;
}
