/** @file Device `node`: TensorFlow's C library on the CPU. */
import { testDevice } from './support.ts';

await testDevice({ device: 'node', variable: 'GENC_TFJS_NODE', packages: ['@tensorflow/tfjs-node'] });
