/** Modules that the unit is made of. */
export const embeddingModules: readonly string[] = ['embedding', 'rom', 'delay_line'];
