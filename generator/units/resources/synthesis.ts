import type { Fabric } from './fabric.ts';

/**
 * The yosys 0.23 command that maps a design for a fabric with its hierarchy kept and without pads or clock buffers; to be
 * followed by `-top`. All our estimates are of what this command makes.
 */
export function synthesisCommand({ family, dsp }: Fabric): string {
  const nodsp = dsp ? '' : ' -nodsp';
  switch (family) {
    case 'xilinx_ultrascale_plus':
      return `synth_xilinx -family xcup -noiopad -noclkbuf${nodsp}`;
    case 'xilinx_7':
      return `synth_xilinx -family xc7 -noiopad -noclkbuf${nodsp}`;
    case 'cyclone_v':
      return `synth_intel_alm -family cyclonev -noflatten -noiopad -noclkbuf${nodsp}`;
    case 'ecp5':
      return `synth_ecp5 -noflatten${nodsp}`;
    case 'ice40':
      return `synth_ice40 -noflatten${dsp ? ' -dsp' : ''}`;
  }
}
