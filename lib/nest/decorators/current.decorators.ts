import { createParamDecorator } from '@nestjs/common';
import { currentSpan, currentTrace } from '../../context/current.js';

/** Gives a handler the trace of its request; undefined where the module is disabled. */
export const CurrentTrace: () => ParameterDecorator = createParamDecorator(() => currentTrace());

/** Gives a handler the nearest enclosing span; undefined where there is none. */
export const CurrentSpan: () => ParameterDecorator = createParamDecorator(() => currentSpan());
