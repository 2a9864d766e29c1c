import { Inject } from '@nestjs/common';
import { MaximLogger } from '../logger/maxim-logger.js';

/** The options as they were given. */
export const MAXIM_OPTIONS = Symbol.for('nestjs-maxim.options');

/** The app's assembled parts. */
export const MAXIM_APP = Symbol.for('nestjs-maxim.app');

/** The parts of the app that imports the module by itself, rather than through a testing module. */
export const MAXIM_OWN_APP = Symbol.for('nestjs-maxim.own-app');

/** What hears first that the app closes. */
export const MAXIM_CLOSING = Symbol.for('nestjs-maxim.closing');

/** A delivery that stands in for the server: a test's recorder. */
export const MAXIM_RECORDING = Symbol.for('nestjs-maxim.recording');

/** What `MaximModule.forFeature()` was told. */
export const MAXIM_FEATURE = Symbol.for('nestjs-maxim.feature');

/**
 * The token of a logger, such as for `overrideProvider`.
 *
 * @param name the one that `MaximModule.forFeature()` was given; without it, the app's own logger is meant
 */
export const getMaximLoggerToken = (name?: string): typeof MaximLogger | string =>
  name === undefined ? MaximLogger : `MaximLogger(${name})`;

/**
 * Injects a logger by its name, or the app's own where its class cannot be the parameter's type.
 *
 * @param name the one that `MaximModule.forFeature()` was given
 */
export const InjectMaximLogger = (name?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getMaximLoggerToken(name));
