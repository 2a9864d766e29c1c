import { Inject } from '@nestjs/common';
import { MaximLogger } from '../logger/maxim-logger.js';

/** The options as they were given. */
export const MAXIM_OPTIONS = Symbol.for('nestjs-maxim.options');

/** The app's assembled parts. */
export const MAXIM_APP = Symbol.for('nestjs-maxim.app');

/** The parts of the app that imports the module by itself, rather than through a testing module. */
export const MAXIM_OWN_APP = Symbol.for('nestjs-maxim.own-app');

/** A delivery that stands in for the server: a test's recorder. */
export const MAXIM_RECORDING = Symbol.for('nestjs-maxim.recording');

/** The token of a logger, such as for `overrideProvider`. */
export const getMaximLoggerToken = (): typeof MaximLogger => MaximLogger;

/** Injects the logger where its class cannot be the parameter's type. */
export const InjectMaximLogger = (): PropertyDecorator & ParameterDecorator => Inject(getMaximLoggerToken());
