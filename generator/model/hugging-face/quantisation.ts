import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parseSchema } from '../parse-schema.ts';
import type { Architecture } from './architectures.ts';

/** How a folder writes the matrices of its layers. */
export type Quantisation =
  /** Floats, which are the weights. */
  | { readonly kind: 'none' }
  /** Floats that trits are made of: t·g, g = mean |W|, t = clip(round(W/g), ±1). */
  | { readonly kind: 'latent' }
  /** Four trits in a byte, and one scale a matrix that the product is multiplied with or divided by. */
  | { readonly kind: 'packed'; readonly scale: 'multiplies' | 'divides' }
  /** 4-bit codes in groups of columns; null is one group, the whole row. */
  | { readonly kind: 'awq'; readonly groupSize: number | null };

const methodSchema = z.looseObject({
  quant_method: z
    .string('must be a string')
    .meta({ description: 'the method that quantised the checkpoint, "bitnet" or "awq"' }),
});

const notConverted = z.array(z.string('must be a string'), 'must be a list of names').nullish();

const bitnetSchema = z.looseObject({
  linear_class: z
    .enum(['bitlinear', 'autobitlinear'], 'must be bitlinear or autobitlinear')
    .default('bitlinear'),
  quantization_mode: z.enum(['online', 'offline'], 'must be online or offline').default('offline'),
  use_rms_norm: z
    .literal(false, 'must be false')
    .meta({ description: 'fpga-gen has no norm inside of a linear layer' })
    .nullish(),
  modules_to_not_convert: notConverted,
});

const awqSchema = z.looseObject({
  bits: z.literal(4, 'must be 4').meta({ description: 'other widths are not read' }),
  group_size: z
    .int('must be an integer')
    .refine(
      (value) => value === -1 || (value > 0 && value % 8 === 0),
      'must be a positive multiple of 8, or -1 for whole rows',
    )
    .max(65_536, 'must be at most 65536')
    .default(128),
  version: z.string('must be a string').default('gemm'),
  zero_point: z
    .literal(true, 'must be true')
    .meta({ description: 'codes without zero points are not read' })
    .default(true),
  backend: z
    .literal('autoawq', 'must be "autoawq"')
    .meta({ description: 'other backends lay out their nibbles in another way' })
    .nullish(),
});

/**
 * What `quantization_config` means.
 *
 * Source: transformers, BitNetQuantConfig, AwqConfig and integrations/bitnet.py: `BitLinear` divides its product by
 * weight_scale, `AutoBitLinear` multiplies it; online quantisation has no weight_scale at all.
 * @throws InputError for a method, or a variant of it, that is not read.
 */
export function quantisationOf(value: unknown, trits: Architecture['trits'], file: string): Quantisation {
  const subject = `${file}: quantization_config`;
  if (value == null) {
    if (trits !== 'configured') return { kind: trits === 'latent' ? 'latent' : 'none' };
    throw new InputError({
      subject,
      rule: 'is missing',
      hint: 'BitNetForCausalLM without one is a model of plain floats, which its weights were not trained to be.',
    });
  }
  const { quant_method: method } = parseSchema(methodSchema, value, subject);
  if (method === 'bitnet' && trits !== 'latent') return bitnet(value, subject);
  if (method === 'awq' && trits === 'optional') return awq(value, subject);
  const methods = { optional: 'must be bitnet or awq', configured: 'must be bitnet', latent: '' }[trits];
  throw new InputError({
    subject: `${subject}.quant_method`,
    rule: methods === '' ? 'must be left out: this architecture rounds its floats itself' : methods,
    received: method,
    hint: 'Checkpoints of gptq, bitsandbytes, fp8, compressed-tensors and others are not read: take one of floats.',
  });
}

function bitnet(value: unknown, subject: string): Quantisation {
  const config = parseSchema(bitnetSchema, value, subject);
  for (const name of config.modules_to_not_convert ?? []) {
    if (name === 'lm_head') continue;
    throw new InputError({
      subject: `${subject}.modules_to_not_convert`,
      rule: 'must name lm_head only',
      received: name,
      hint: 'All matrices of the layers are trits, or none.',
    });
  }
  if (config.linear_class === 'autobitlinear' && config.quantization_mode === 'online')
    return { kind: 'latent' };
  return { kind: 'packed', scale: config.linear_class === 'autobitlinear' ? 'multiplies' : 'divides' };
}

function awq(value: unknown, subject: string): Quantisation {
  const config = parseSchema(awqSchema, value, subject);
  if (config.version.toLowerCase() !== 'gemm') {
    throw new InputError({
      subject: `${subject}.version`,
      rule: 'must be gemm',
      received: config.version,
      hint: 'gemv, marlin, exllama and ipex lay out their codes in other ways.',
    });
  }
  return { kind: 'awq', groupSize: config.group_size === -1 ? null : config.group_size };
}
