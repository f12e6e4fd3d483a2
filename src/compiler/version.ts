/** @file The compiler's version, as emitted files and plans name it. A test keeps it equal to package.json's. */
export const compilerVersion = '0.1.0';
